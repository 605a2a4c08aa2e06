#include "conversation.hpp"
#include "mbox_scanner.hpp"
#include "scratch_folder.hpp"

#include <popquiz/mockserver/mbox_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

namespace fs = std::filesystem;
using texts = std::vector<std::string>;

/// What the scanner tells: messages, and for each "FROM-END".
struct heard final : mbox_scanner::listener {
  void begins(std::uint64_t offset) override {
    from = offset;
    messages.emplace_back();
  }
  void from_line(std::string_view octets) override { from_lines += octets; }
  void text(std::string_view octets) override { messages.back() += octets; }
  void ends(std::uint64_t offset) override {
    places.push_back(std::to_string(from) + "-" + std::to_string(offset));
  }
  std::uint64_t from = 0;
  texts messages;
  texts places;
  std::string from_lines;
};

struct row {
  const char* what;
  std::string mbox;
  texts messages;
  texts places;
};

void check(mbox_quoting quoting, const std::vector<row>& table) {
  for (const row& r : table) {
    testkit::for_each_partition(r.mbox, [&](std::span<const std::string_view> pieces) {
      heard h;
      mbox_scanner scanner(quoting, 0, h);
      for (const std::string_view piece : pieces) {
        scanner.take(piece);
      }
      scanner.finish();
      ASSERT_FALSE(scanner.failed()) << r.what;
      ASSERT_EQ(h.messages, r.messages) << r.what;
      if (!r.places.empty()) {
        ASSERT_EQ(h.places, r.places) << r.what;
      }
    });
  }
}

TEST(mbox_scanner, finds_messages_at_every_cut) {
  check(
      mbox_quoting::mboxrd,
      {{"nothing", "", {}, {}},
       {"one", "From a\nA: b\n\nx\n\n", {"A: b\n\nx\n"}, {"0-15"}},
       {"no empty line at the end", "From a\nx\n", {"x\n"}, {"0-9"}},
       {"no line end at the end", "From a\nx", {"x"}, {"0-8"}},
       {"two", "From a\nx\n\nFrom b\ny\n\n", {"x\n", "y\n"}, {"0-9", "10-19"}},
       {"CRLF", "From a\r\nx\r\n\r\nFrom b\r\ny\r\n\r\n", {"x\r\n", "y\r\n"}, {"0-11", "13-24"}},
       {"two empty lines: the last one goes", "From a\nx\n\n\nFrom b\n\n\n", {"x\n\n", "\n"}, {}},
       {"From in the middle of a text", "From a\nx\nFrom y\n\n", {"x\nFrom y\n"}, {}},
       {"From_ alone", "From a\n", {""}, {"0-7"}},
       {"From_ without line end", "From a", {""}, {"0-6"}},
       {"From_ twice", "From a\n\nFrom b\n", {"", ""}, {}},
       {"almost From_", "From a\nx\n\nFrom\n\nFroM y\n\n From z\n", {"x\n\nFrom\n\nFroM y\n\n From z\n"}, {}},
       {"almost From_ at the end", "From a\n\nFro", {"\nFro"}, {}},
       {"CR alone", "From a\n\rx\n\r", {"\rx\n\r"}, {}},
       {"CR CR LF is no empty line", "From a\n\r\r\nFrom b\n", {"\r\r\nFrom b\n"}, {}}});
}

TEST(mbox_scanner, mboxrd_takes_one_quote_off) {
  check(mbox_quoting::mboxrd,
        {{"quoted", "From a\n\n>From x\n", {"\nFrom x\n"}, {}},
         {"twice", "From a\n>>From x\n>>>From y\n", {">From x\n>>From y\n"}, {}},
         {"no space", "From a\n>From\n> From x\n", {">From\n> From x\n"}, {}},
         {"a quote at the end", "From a\n>", {">"}, {}},
         {"many",
          "From a\n" + std::string(70, '>') + "From\n" + std::string(70, '>') + "From x",
          {std::string(70, '>') + "From\n" + std::string(69, '>') + "From x"},
          {}}});
}

TEST(mbox_scanner, mboxo_knows_one_quote_only) {
  check(mbox_quoting::mboxo, {{"quoted", "From a\n>From x\n", {"From x\n"}, {}},
                              {"twice", "From a\n>>From x\n", {">>From x\n"}, {}}});
}

TEST(mbox_scanner, what_is_no_mbox_fails) {
  for (const char* text : {"x", "\n", "Fro", "Subject: a\n\nFrom b\n", ">From a\n", "\r"}) {
    heard h;
    mbox_scanner scanner(mbox_quoting::mboxrd, 0, h);
    scanner.take(text);
    scanner.finish();
    EXPECT_TRUE(scanner.failed()) << text;
    EXPECT_TRUE(h.messages.empty()) << text;
  }
}

constexpr const char* three =
    "From a Thu Jan  1 00:00:00 1970\nA: 1\n\none\n\n"
    "From b Thu Jan  1 00:00:00 1970\nA: 2\n\n>From two\n.\n\n"
    "From c Thu Jan  1 00:00:00 1970\nA: 3\n\nthree\n\n";
constexpr const char* first_and_third =
    "From a Thu Jan  1 00:00:00 1970\nA: 1\n\none\n\n"
    "From c Thu Jan  1 00:00:00 1970\nA: 3\n\nthree\n\n";

class mbox_maildrop_test : public scratch_folder {
 protected:
  [[nodiscard]] std::string path() const { return (root_ / "mbox").string(); }
  [[nodiscard]] std::unique_ptr<maildrop> mbox(removal how = removal::keep_files) const {
    std::string why;
    auto drop = open_mbox(path(), mbox_quoting::mboxrd, how, why);
    EXPECT_NE(drop, nullptr) << why;
    return drop;
  }
  [[nodiscard]] std::string file() const {
    std::ifstream stream(root_ / "mbox", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
  }
};

constexpr std::array<std::size_t, 1> second{1};

TEST_F(mbox_maildrop_test, sizes_are_those_of_the_messages_on_the_wire) {
  const std::string large(200'000, 'x');
  const texts messages{
      "", "x", "A: b\n\nFrom x\n", "A: b\r\n\r\n.\r\n", "\n\n", large + "\n" + large, ">>From x\n"};
  std::string all;
  for (const std::string& message : messages) {
    all += "From a\n";
    all += message.starts_with(">") ? ">" + message : message;
    all += message.empty() || message.ends_with('\n') ? "\n" : "\n\n";
  }
  const std::size_t quoted = all.find("\nFrom x");
  all.insert(quoted + 1, ">");
  put("mbox", all);
  const auto opened = mbox()->open();
  ASSERT_EQ(opened->messages(), messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string wanted =
        messages[i].ends_with('\n') || messages[i].empty() ? messages[i] : messages[i] + "\n";
    EXPECT_EQ(content(*opened, i), wanted) << i;
    EXPECT_EQ(opened->octets(i), parser::maildrop_size(wanted)) << i;
  }
}

TEST_F(mbox_maildrop_test, unique_ids_stay_and_twins_have_their_own) {
  put("mbox", std::string(three) + three);
  const auto drop = mbox();
  const texts before = unique_ids(*drop);
  ASSERT_EQ(before.size(), 6U);
  EXPECT_EQ(before[3], before[0] + "-2");
  EXPECT_NE(before[0], before[1]);
  EXPECT_EQ(unique_ids(*mbox()), before);
  for (const std::string& id : before) {
    EXPECT_LE(id.size(), 70U);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef.-"), std::string::npos) << id;
  }
  EXPECT_TRUE(drop->open()->remove(second));
  texts left = before;
  left.erase(left.begin() + 1);
  EXPECT_EQ(unique_ids(*drop), left);
  EXPECT_EQ(file(), std::string(three) + three) << "only forgotten";
  EXPECT_EQ(unique_ids(*mbox()), before) << "the next server has them again";
}

TEST_F(mbox_maildrop_test, a_deleted_message_is_taken_out_of_the_file) {
  put("mbox", three);
  ASSERT_EQ(::chmod(path().c_str(), 0640), 0);
  const auto drop = mbox(removal::remove_files);
  const auto opened = drop->open();
  EXPECT_TRUE(opened->remove(second));
  EXPECT_EQ(file(), first_and_third);
  EXPECT_EQ(files(), 1U) << "no lock and no temporary file is left";
  struct stat now{};
  ASSERT_EQ(::stat(path().c_str(), &now), 0);
  EXPECT_EQ(now.st_mode & 07777U, 0640U);
  EXPECT_EQ(content(*opened, 1), "A: 2\n\nFrom two\n.\n") << "a session keeps what it has opened";
  const std::array<std::size_t, 2> others{0, 2};
  EXPECT_TRUE(opened->remove(others)) << "though all of it lies elsewhere now";
  EXPECT_EQ(file(), "");
  EXPECT_EQ(drop->open()->messages(), 0U);
}

TEST_F(mbox_maildrop_test, of_twins_only_as_many_go_as_were_deleted) {
  put("mbox", std::string(three) + three);
  EXPECT_TRUE(mbox(removal::remove_files)->open()->remove(second));
  EXPECT_EQ(file(), std::string(first_and_third) + three);
}

TEST_F(mbox_maildrop_test, a_link_stays_a_link) {
  put("real", three);
  fs::create_symlink("real", root_ / "mbox");
  EXPECT_TRUE(mbox(removal::remove_files)->open()->remove(second));
  EXPECT_TRUE(fs::is_symlink(root_ / "mbox"));
  EXPECT_EQ(file(), first_and_third);
}

TEST_F(mbox_maildrop_test, nothing_is_removed_while_another_program_has_the_lock) {
  put("mbox", three);
  put("mbox.lock", "");
  const auto opened = mbox(removal::remove_files)->open();
  EXPECT_FALSE(opened->remove(second));
  EXPECT_EQ(file(), three);
  EXPECT_TRUE(fs::exists(root_ / "mbox.lock")) << "it is not ours";
  fs::remove(root_ / "mbox.lock");
  EXPECT_TRUE(opened->remove(second));
}

TEST_F(mbox_maildrop_test, mail_that_came_behind_does_no_harm) {
  put("mbox", three);
  const auto drop = mbox(removal::remove_files);
  const auto opened = drop->open();
  put("mbox", std::string(three) + "From d\nfour\n\n");
  EXPECT_EQ(content(*opened, 0), "A: 1\n\none\n");
  EXPECT_TRUE(opened->remove(second));
  EXPECT_EQ(file(), std::string(first_and_third) + "From d\nfour\n\n");
  EXPECT_EQ(drop->open()->messages(), 3U);
}

TEST_F(mbox_maildrop_test, a_message_that_was_changed_is_not_read) {
  put("mbox", three);
  const auto opened = mbox()->open();
  std::string changed = three;
  changed.replace(changed.find("one"), 3, "two");
  put("mbox", changed);
  EXPECT_EQ(opened->read(0), nullptr);
  EXPECT_EQ(content(*opened, 2), "A: 3\n\nthree\n") << "the others are as they were";
  fs::resize_file(root_ / "mbox", 60);
  EXPECT_EQ(opened->read(2), nullptr);
}

TEST_F(mbox_maildrop_test, a_message_that_changes_while_it_is_read_fails) {
  put("mbox", "From a\n" + std::string(200'000, 'x') + "\n\n");
  const auto opened = mbox()->open();
  const auto reader = opened->read(0);
  ASSERT_NE(reader, nullptr);
  EXPECT_FALSE(reader->next().empty());
  put("mbox", "From a\n" + std::string(200'000, 'y') + "\n\n");
  while (!reader->next().empty()) {
  }
  EXPECT_TRUE(reader->failed());
}

TEST_F(mbox_maildrop_test, what_is_no_mbox_is_told) {
  std::string why;
  EXPECT_EQ(open_mbox(path(), mbox_quoting::mboxrd, removal::keep_files, why), nullptr);
  EXPECT_NE(why.find(path()), std::string::npos) << why;
  put("mbox", "Subject: a\n\n");
  EXPECT_EQ(open_mbox(path(), mbox_quoting::mboxrd, removal::keep_files, why), nullptr);
  EXPECT_EQ(why, path() + ": no mbox: expected \"From \" at its beginning");
  EXPECT_EQ(open_mbox(root_.string(), mbox_quoting::mboxrd, removal::keep_files, why), nullptr);
  EXPECT_NE(why.find("directory"), std::string::npos) << why;
}

TEST_F(mbox_maildrop_test, is_served_like_any_other) {
  put("mbox", three);
  reference_server server({});
  server.set_account("u", "p", mbox(removal::remove_files));
  conversation c(server);
  EXPECT_EQ(c.say("USER u\r\nPASS p\r\n"),
            "+OK send the password\r\n+OK maildrop has 3 messages (49 octets)\r\n");
  EXPECT_EQ(c.say("RETR 2\r\n"), "+OK 21 octets\r\nA: 2\r\n\r\nFrom two\r\n..\r\n.\r\n");
  EXPECT_EQ(c.say("DELE 2\r\nQUIT\r\n"),
            "+OK message 2 deleted\r\n+OK popquiz signing off (2 messages left)\r\n");
  EXPECT_EQ(file(), first_and_third);
}

}  // namespace
}  // namespace popquiz::mockserver::test
