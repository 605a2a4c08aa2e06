#include <popquiz/conformance/driver.hpp>
#include <popquiz/testkit/scratch_folder.hpp>

#include "client/mbox_messages.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

using testkit::scratch_folder;

using place = delivery_form::place;
using texts = std::vector<std::string>;

constexpr std::uint64_t plenty = std::uint64_t{1} << 20U;

texts delivered(const delivery_form& form, const std::filesystem::path& scratch, std::string& why,
                std::uint64_t limit = plenty) {
  texts all = read_deliveries(form, scratch, limit, why);
  std::ranges::sort(all);
  return all;
}

TEST(delivery, form_is_what_the_client_declares) {
  const struct {
    bool crlf;
    bool keeps_cr;
    const char* canonical;
    const char* delivered;
  } rows[] = {
      {true, true, "a\r\nb\rc\r\n", "a\r\nb\rc\r\n"},
      {false, true, "a\r\nb\rc\r\n", "a\nb\rc\n"},
      {false, false, "a\r\nb\rc\r\n", "a\nbc\n"},
      {true, false, "a\r\nb\rc\r\n", "a\r\nbc\r\n"},
      {false, true, "a\r\r\n", "a\r\n"},
      {false, false, "a\r\r\n", "a\n"},
      {false, true, "", ""},
      {false, true, "a\r", "a\r"},
      {false, false, "a\r", "a"},
  };
  for (const auto& row : rows) {
    const delivery_form form{place::folder, "mail", row.crlf, row.keeps_cr, false, {}};
    EXPECT_EQ(delivered_form(form, row.canonical), row.delivered);
  }
}

TEST(delivery, a_folder_has_a_file_a_message) {
  const scratch_folder scratch;
  scratch.file("mail/1", std::string("one\0two", 7));
  scratch.file("mail/2", "");
  scratch.file("mail/.lock", "no message");
  scratch.file("mail/below/3", "no message");
  scratch.file("4", "elsewhere");
  std::string why;
  EXPECT_EQ(delivered({place::folder, "mail"}, scratch.path(), why), (texts{"", std::string("one\0two", 7)}));
  EXPECT_EQ(why, "");
}

TEST(delivery, a_maildir_has_new_and_cur) {
  const scratch_folder scratch;
  scratch.file("m/new/1", "one");
  scratch.file("m/cur/2:2,S", "two");
  scratch.file("m/tmp/3", "three");
  std::string why;
  EXPECT_EQ(delivered({place::maildir, "m"}, scratch.path(), why), (texts{"one", "two"}));
}

TEST(delivery, what_is_not_there_holds_nothing) {
  const scratch_folder scratch;
  for (const place kind : {place::folder, place::maildir, place::mbox}) {
    std::string why;
    EXPECT_TRUE(delivered({kind, "a/b"}, scratch.path(), why).empty());
    EXPECT_EQ(why, "");
  }
}

TEST(delivery, no_link_is_followed_and_nothing_is_waited_for) {
  const scratch_folder elsewhere;
  elsewhere.file("new/secret", "not delivered");
  const scratch_folder scratch;
  scratch.file("mail/1", "one");
  std::filesystem::create_symlink(elsewhere.path() / "new/secret", scratch.path() / "mail/2");
  std::filesystem::create_symlink(elsewhere.path(), scratch.path() / "away");
  ASSERT_EQ(::mkfifo((scratch.path() / "mail/3").c_str(), 0600), 0);
  std::filesystem::create_symlink(elsewhere.path() / "new/secret", scratch.path() / "inbox");
  std::string why;
  EXPECT_EQ(delivered({place::folder, "mail"}, scratch.path(), why), (texts{"one"}));
  EXPECT_EQ(delivered({place::maildir, "away"}, scratch.path(), why), texts{});
  EXPECT_EQ(delivered({place::folder, "away/new"}, scratch.path(), why), texts{});
  EXPECT_EQ(delivered({place::mbox, "inbox"}, scratch.path(), why), texts{});
  EXPECT_EQ(delivered({place::mbox, "mail/3"}, scratch.path(), why), texts{});
}

TEST(delivery, octets_are_read_up_to_a_limit) {
  const scratch_folder scratch;
  scratch.file("mail/1", std::string(600, 'a'));
  scratch.file("mail/2", std::string(600, 'a'));
  std::string why;
  const auto all = delivered({place::folder, "mail"}, scratch.path(), why, 1000);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].size() + all[1].size(), 1000U);
  EXPECT_EQ(why, "more octets are delivered than the limit allows: the rest is left out");
}

TEST(delivery, fields_that_are_declared_as_added_are_left_out) {
  const struct {
    const char* what;
    const char* stored;
    const char* message;
  } rows[] = {
      {"both, one folded", "Return-Path: <a>\nReceived: from x\n\tby y\n for z\nSubject: s\n\nb\n",
       "Subject: s\n\nb\n"},
      {"the second only", "Received: from x\nSubject: s\n", "Subject: s\n"},
      {"one of them twice", "Received: from x\nReceived: from y\n", "Received: from y\n"},
      {"in the other order", "Received: from x\nReturn-Path: <a>\n", "Return-Path: <a>\n"},
      {"not in front", "Subject: s\nReceived: from x\n", "Subject: s\nReceived: from x\n"},
      {"another beginning", "Received: by x\n", "Received: by x\n"},
      {"nothing behind it", "Received: from x", ""},
      {"nothing at all", "", ""},
  };
  const delivery_form form{place::folder, "mail", false, true, false, {"Return-Path: ", "Received: from "}};
  for (const auto& row : rows) {
    const scratch_folder scratch;
    scratch.file("mail/1", row.stored);
    std::string why;
    EXPECT_EQ(delivered(form, scratch.path(), why), texts{row.message}) << row.what;
  }
}

TEST(delivery, an_mbox_is_taken_apart) {
  const std::string from = "From ada@example.org Mon Nov 23 10:12:00 2026\n";
  const std::string short_from = "From - Mon Nov  2 10:12:00 2026\n";
  const struct {
    const char* what;
    std::string octets;
    bool quoted;
    texts messages;
  } rows[] = {
      {"an empty file", "", true, {}},
      {"one", from + "a: b\n\nc\n\n", true, {"a: b\n\nc\n"}},
      {"two", from + "one\n\n" + short_from + "two\n\n", true, {"one\n", "two\n"}},
      {"no blank line behind", from + "one\n" + from + "two", true, {"one\n", "two"}},
      {"an own blank line at the end", from + "one\n\n\n", true, {"one\n\n"}},
      {"a blank line alone", from + "\n\n", true, {"\n"}},
      {"an empty message", from + "\n" + from + "\n", true, {"", ""}},
      {"quotes", from + ">From a\n>>From b\n> From c\n>x\n\n", true, {"From a\n>From b\n> From c\n>x\n"}},
      {"no quotes", from + ">From a\n>>From b\n\n", false, {">From a\n>>From b\n"}},
      {"what only looks so",
       from + "From here\nFrom Mon Nov 23 10:12:00 2026\n\n",
       false,
       {"From here\nFrom Mon Nov 23 10:12:00 2026\n"}},
      {"a line of the message's", from + "a\n" + from + "b\n\n", false, {"a\n", "b\n"}},
      {"octets in front", "lost\n" + from + "one\n\n", false, {"lost\n", "one\n"}},
      {"CRLF", "From a Mon Nov 23 10:12:00 2026\r\none\r\n\r\n", false, {"one\r\n"}},
      {"NUL", from + std::string("a\0b\n\n", 5), false, {std::string("a\0b\n", 4)}},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(mbox_messages(row.octets, row.quoted, 10), row.messages) << row.what;
    const scratch_folder scratch;
    scratch.file("inbox", row.octets);
    std::string why;
    texts sorted = row.messages;
    std::ranges::sort(sorted);
    EXPECT_EQ(delivered({place::mbox, "inbox", false, true, row.quoted, {}}, scratch.path(), why), sorted);
  }
  EXPECT_EQ(mbox_messages(from + "1\n\n" + from + "2\n\n", true, 1), texts{"1\n"});
}

TEST(delivery, of_an_mbox_added_fields_are_left_out_behind_the_from_line) {
  const scratch_folder scratch;
  scratch.file("inbox", "From a Mon Nov 23 10:12:00 2026\nReceived: from x\none\n\n");
  std::string why;
  EXPECT_EQ(delivered({place::mbox, "inbox", false, true, true, {"Received: "}}, scratch.path(), why),
            texts{"one\n"});
}

}  // namespace
}  // namespace popquiz::conformance
