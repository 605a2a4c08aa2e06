#include <popquiz/conformance/mail_delivery.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class mail_delivery_test : public testing::Test {
 protected:
  mail_delivery_test() {
    std::string text = (fs::temp_directory_path() / "popquiz-delivery-XXXXXX").string();
    root_ = ::mkdtemp(text.data());
    for (const char* const folder : {"new", "cur", "tmp"}) {
      fs::create_directories(root_ / "box" / folder);
    }
  }
  ~mail_delivery_test() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  static std::string octets_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::vector<std::string> names_in(const char* folder) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root_ / folder)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }
  bool put(delivery_way way, const std::string& where,
           std::chrono::seconds limit = std::chrono::seconds(60)) {
    return deliver({way, where, {}, limit}, mail_, files_, why_);
  }

  fs::path root_;
  fixture_mail mail_{delivery_way::maildir, "r1"};
  std::vector<std::string> files_;
  std::string why_;
};

TEST_F(mail_delivery_test, a_maildir_has_each_message_in_new_in_the_order_of_the_names) {
  ASSERT_TRUE(put(delivery_way::maildir, root_ / "box")) << why_;
  const auto names = names_in("box/new");
  EXPECT_EQ(names, files_);
  ASSERT_EQ(names.size(), mail_.messages().size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(octets_of(root_ / "box" / "new" / names[i]), mail_.messages()[i].octets);
  }
  EXPECT_TRUE(names_in("box/tmp").empty());
}

TEST_F(mail_delivery_test, what_was_delivered_is_removed_wherever_the_server_has_moved_it_and_nothing_else) {
  ASSERT_TRUE(put(delivery_way::maildir, root_ / "box")) << why_;
  const fs::path box = root_ / "box";
  fs::rename(box / "new" / files_[0], box / "cur" / (files_[0] + ":2,S"));
  fs::rename(box / "new" / files_[1], box / "cur" / (files_[1] + ",S=10,W=12:2,"));
  fs::remove(box / "new" / files_[2]);
  std::ofstream(box / "new" / "1.yours") << "x";
  std::ofstream(box / "cur" / (files_[3] + "0:2,")) << "x";
  EXPECT_TRUE(remove_delivered(box, files_, why_)) << why_;
  EXPECT_EQ(names_in("box/new"), std::vector<std::string>{"1.yours"});
  EXPECT_EQ(names_in("box/cur"), std::vector<std::string>{files_[3] + "0:2,"});
}

TEST_F(mail_delivery_test, a_folder_that_is_no_maildir_is_refused) {
  EXPECT_FALSE(put(delivery_way::maildir, root_));
  EXPECT_THAT(why_, HasSubstr("is no Maildir: it has no folder new"));
}

TEST_F(mail_delivery_test, an_mbox_quotes_from_lines) {
  ASSERT_TRUE(put(delivery_way::mbox, root_ / "mbox")) << why_;
  const std::string text = octets_of(root_ / "mbox");
  EXPECT_TRUE(text.starts_with("From "));
  EXPECT_THAT(text, HasSubstr("\n>From "));
}

TEST_F(mail_delivery_test, a_command_gets_each_message_on_its_standard_input) {
  const std::string all = root_ / "all";
  ASSERT_TRUE(put(delivery_way::command, "cat >> " + all)) << why_;
  std::string expected;
  for (const fixture_message& each : mail_.messages()) {
    expected += each.octets;
  }
  EXPECT_EQ(octets_of(all), expected);
}

struct command_row {
  const char* command;
  const char* why;
};

TEST_F(mail_delivery_test, a_command_that_fails_is_told_of) {
  for (const auto& [command, why] : {command_row{"exit 67", "ended with exit status 67"},
                                     command_row{"sleep 60", "was not over after 1 s"},
                                     command_row{"sleep 60 & wait", "was not over after 1 s"}}) {
    SCOPED_TRACE(command);
    EXPECT_FALSE(put(delivery_way::command, command, std::chrono::seconds(1)));
    EXPECT_THAT(why_, HasSubstr(why));
  }
}

TEST_F(mail_delivery_test, an_smtp_server_that_is_not_there_is_told_of) {
  EXPECT_FALSE(put(delivery_way::smtp, "127.0.0.1:1"));
  EXPECT_THAT(why_, HasSubstr("--smtp 127.0.0.1:1: curl ended with exit status 7"));
}

}  // namespace
}  // namespace popquiz::conformance
