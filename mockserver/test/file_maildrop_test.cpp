#include "conversation.hpp"
#include "scratch_folder.hpp"

#include <popquiz/mockserver/folder_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

namespace fs = std::filesystem;

class file_maildrop_test : public scratch_folder {
 protected:
  void make_maildir() const {
    fs::create_directories(root_ / "new");
    fs::create_directories(root_ / "cur");
    fs::create_directories(root_ / "tmp");
  }

  [[nodiscard]] std::unique_ptr<maildrop> folder(removal how = removal::keep_files) const {
    std::string why;
    auto drop = open_folder(root_.string(), how, why);
    EXPECT_NE(drop, nullptr) << why;
    return drop;
  }
  [[nodiscard]] std::unique_ptr<maildrop> maildir(removal how = removal::keep_files) const {
    std::string why;
    auto drop = open_maildir(root_.string(), how, why);
    EXPECT_NE(drop, nullptr) << why;
    return drop;
  }
};

using ids = std::vector<std::string>;

TEST_F(file_maildrop_test, eml_files_come_in_the_order_of_their_names) {
  put("b.eml", "two\n");
  put("a.eml", "one\r\n");
  put("c.txt", "no message");
  put(".eml", "no name, no extension");
  put("d.eml/x.eml", "in a folder");
  const auto drop = folder();
  EXPECT_EQ(unique_ids(*drop), (ids{"a.eml", "b.eml"}));
  const auto opened = drop->open();
  EXPECT_EQ(opened->octets(0), 5U);
  EXPECT_EQ(opened->octets(1), 5U);
  EXPECT_EQ(content(*opened, 1), "two\n");
}

TEST_F(file_maildrop_test, what_is_no_mail_folder_is_told) {
  std::string why;
  EXPECT_EQ(open_folder((root_ / "none").string(), removal::keep_files, why), nullptr);
  EXPECT_NE(why.find("no such folder"), std::string::npos) << why;
  put("file", "x");
  EXPECT_EQ(open_folder((root_ / "file").string(), removal::keep_files, why), nullptr);
  why.clear();
  EXPECT_EQ(open_maildir(root_.string(), removal::keep_files, why), nullptr);
  EXPECT_NE(why.find("no Maildir"), std::string::npos) << why;
}

TEST_F(file_maildrop_test, a_folder_that_goes_away_does_not_open) {
  const auto drop = folder();
  ASSERT_NE(drop->open(), nullptr);
  fs::remove_all(root_);
  EXPECT_EQ(drop->open(), nullptr);
}

TEST_F(file_maildrop_test, sizes_are_counted_as_rfc_1939_does) {
  std::string chunk_ends_between_cr_and_lf(65'535, 'x');
  chunk_ends_between_cr_and_lf += "\r\n.\r\n";
  const std::vector<std::string> stored{"",
                                        "x",
                                        "x\n",
                                        "x\r\n",
                                        "\n\n\n",
                                        "\r",
                                        "\r\n\n\r",
                                        ".\n.",
                                        std::string("x") + '\0' + "y\n",
                                        chunk_ends_between_cr_and_lf,
                                        std::string(200'000, '\n')};
  for (std::size_t i = 0; i < stored.size(); ++i) {
    put(std::string(1, static_cast<char>('a' + i)) + ".eml", stored[i]);
  }
  const auto opened = folder()->open();
  ASSERT_EQ(opened->messages(), stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    EXPECT_EQ(opened->octets(i), parser::maildrop_size(stored[i])) << i;
    EXPECT_EQ(content(*opened, i), stored[i]) << i;
  }
}

TEST_F(file_maildrop_test, a_size_is_counted_anew_when_the_file_changes) {
  put("a.eml", "one\n");
  const auto drop = folder();
  EXPECT_EQ(drop->open()->octets(0), 5U);
  put("a.eml", "longer\n");
  EXPECT_EQ(drop->open()->octets(0), 8U);
}

TEST_F(file_maildrop_test, kept_files_are_forgotten_removed_ones_are_gone) {
  for (const char* name : {"a.eml", "b.eml", "c.eml"}) {
    put(name, "x");
  }
  const std::array<std::size_t, 2> first_and_last{0, 2};
  const auto keeping = folder(removal::keep_files);
  EXPECT_TRUE(keeping->open()->remove(first_and_last));
  EXPECT_EQ(unique_ids(*keeping), ids{"b.eml"});
  EXPECT_TRUE(fs::exists(root_ / "a.eml"));
  EXPECT_EQ(unique_ids(*folder()), (ids{"a.eml", "b.eml", "c.eml"})) << "the next server has them again";

  const auto removing = folder(removal::remove_files);
  const auto opened = removing->open();
  fs::remove(root_ / "c.eml");
  EXPECT_TRUE(opened->remove(first_and_last)) << "gone already is gone";
  EXPECT_FALSE(fs::exists(root_ / "a.eml"));
  EXPECT_TRUE(fs::exists(root_ / "b.eml"));
}

TEST_F(file_maildrop_test, a_removal_that_fails_is_told) {
  put("a.eml", "x");
  const auto opened = folder(removal::remove_files)->open();
  fs::remove(root_ / "a.eml");
  put("a.eml/in the way", "x");
  const std::array<std::size_t, 1> first{0};
  EXPECT_FALSE(opened->remove(first));
}

TEST_F(file_maildrop_test, what_vanished_or_shrank_since_is_not_read_as_a_whole_message) {
  put("a.eml", "x");
  put("b.eml", std::string(100'000, 'x'));
  put("c.eml", "short");
  const auto opened = folder()->open();
  fs::remove(root_ / "a.eml");
  fs::resize_file(root_ / "b.eml", 99'999);
  put("c.eml", "has become longer");
  EXPECT_EQ(opened->read(0), nullptr);
  const auto shrunk = opened->read(1);
  EXPECT_EQ(shrunk->next().size(), 65'536U);
  EXPECT_EQ(shrunk->next(), "");
  EXPECT_TRUE(shrunk->failed());
  EXPECT_EQ(content(*opened, 2), "has b") << "as long as it was";
}

TEST_F(file_maildrop_test, unique_ids_are_valid_and_differ_whatever_the_names_are) {
  std::set<std::string> names{"a.eml",           "with space.eml", "withspace.eml", "caf\xC3\xA9.eml",
                              "caf\xC3\xA8.eml", "new\nline.eml",  "tab\t.eml"};
  for (int i = 0; i < 20; ++i) {
    names.insert(std::string(100, 'x') + std::to_string(i) + ".eml");
  }
  names.insert(std::string(66, 'y') + ".eml");
  names.insert(std::string(67, 'y') + ".eml");
  for (const std::string& name : names) {
    put(name, "x");
  }
  const ids before = unique_ids(*folder());
  EXPECT_EQ(before.size(), names.size());
  EXPECT_EQ(std::set<std::string>(before.begin(), before.end()).size(), names.size());
  for (const std::string& id : before) {
    EXPECT_LE(id.size(), 70U);
    EXPECT_TRUE(std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; })) << id;
  }
  EXPECT_TRUE(std::find(before.begin(), before.end(), std::string(66, 'y') + ".eml") != before.end());
  EXPECT_EQ(unique_ids(*folder()), before) << "they stay";
  put("00.eml", "x");
  EXPECT_EQ(unique_ids(*folder()).size(), names.size() + 1);
  EXPECT_EQ(unique_ids(*folder()).back(), before.back());
}

TEST_F(file_maildrop_test, maildir_in_the_order_of_time_without_flags) {
  make_maildir();
  put("cur/1700000200.M1P1.host:2,S", "third");
  put("new/1700000100.M2P1.host", "second");
  put("new/999999999.M2P1.host", "first");
  put("cur/none.host:2,", "no time");
  put("new/.hidden", "x");
  put("tmp/1700000000.M1P1.host", "not delivered");
  EXPECT_EQ(unique_ids(*maildir()),
            (ids{"none.host", "999999999.M2P1.host", "1700000100.M2P1.host", "1700000200.M1P1.host"}));
}

TEST_F(file_maildrop_test, maildir_unique_ids_survive_a_mail_reader) {
  make_maildir();
  put("new/1.a", "x");
  put("new/2.b", "x");
  const auto drop = maildir(removal::remove_files);
  const ids before = unique_ids(*drop);
  fs::rename(root_ / "new/1.a", root_ / "cur/1.a:2,RS");
  EXPECT_EQ(unique_ids(*drop), before);
  const std::array<std::size_t, 1> first{0};
  EXPECT_TRUE(drop->open()->remove(first));
  EXPECT_FALSE(fs::exists(root_ / "cur/1.a:2,RS"));
  EXPECT_TRUE(fs::exists(root_ / "new/2.b"));
}

TEST_F(file_maildrop_test, only_one_of_new_and_cur_is_enough) {
  put("cur/1.a:2,S", "x");
  EXPECT_EQ(unique_ids(*maildir()), ids{"1.a"});
}

TEST_F(file_maildrop_test, is_served_like_any_other) {
  put("a.eml", "A: b\n\n.dot\n");
  put("b.eml", "A: c\n\nend");
  reference_server server({});
  server.set_account("u", "p", folder(removal::remove_files));
  conversation c(server);
  EXPECT_EQ(c.say("USER u\r\nPASS p\r\n"),
            "+OK send the password\r\n+OK maildrop has 2 messages (27 octets)\r\n");
  EXPECT_EQ(c.say("RETR 1\r\n"), "+OK 14 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n");
  fs::remove(root_ / "a.eml");
  EXPECT_EQ(c.say("RETR 1\r\n"), "-ERR [SYS/TEMP] this message can't be read\r\n");
  EXPECT_EQ(c.say("DELE 2\r\nQUIT\r\n"),
            "+OK message 2 deleted\r\n+OK popquiz signing off (1 message left)\r\n");
  EXPECT_FALSE(fs::exists(root_ / "b.eml"));
}

}  // namespace
}  // namespace popquiz::mockserver::test
