// Mailboxes on the disk: what is recognised, in which order, with which flags and octets.
#include <utility>  // mail_on_disk.hpp

#include "../../test/mail_on_disk.hpp"

#include <popquiz/client/mail_summary.hpp>
#include <popquiz/client/mailbox.hpp>
#include <popquiz/client/open_store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>

namespace popquiz::client {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;

/// Writes a file; `arrived` is when.
void write(const std::string& path, std::string_view octets, std::int64_t arrived = 1'700'000'000) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << octets;
  const std::array<timespec, 2> times{timespec{arrived, 0}, timespec{arrived, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0), 0);
}

std::string octets_of_message(const mailbox& box, std::size_t number) {
  read_result why;
  const auto message = box.open(number, why);
  EXPECT_TRUE(message) << why.what;
  std::string text;
  std::array<char, 7> block{};
  for (std::size_t got = 1; got != 0;) {
    EXPECT_TRUE(message->read(block, got));
    text.append(block.data(), got);
  }
  EXPECT_EQ(message->size(), text.size());
  EXPECT_TRUE(message->seek(text.size() / 2));
  std::string half;
  for (std::size_t got = 1; got != 0;) {
    EXPECT_TRUE(message->read(block, got));
    half.append(block.data(), got);
  }
  EXPECT_EQ(half, text.substr(text.size() / 2));
  return text;
}

std::vector<std::string> messages_of(const mailbox& box) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < box.size(); ++i) {
    all.push_back(octets_of_message(box, i));
  }
  return all;
}

std::unique_ptr<mailbox> opened(const std::string& place) {
  read_result why;
  auto box = open_mailbox(place, why);
  EXPECT_TRUE(box) << why.what;
  return box;
}

TEST(mailbox, a_maildir_has_new_and_cur_in_order_of_arrival) {
  const scratch_folder folder;
  write(folder / "cur/1700000002.b.host:2,RS", "two");
  write(folder / "new/1700000001.a.host", "one");
  write(folder / "cur/popquiz-without-time", "four", 1'700'000'004);
  write(folder / "new/1700000003.c.host", "three");
  write(folder / "new/.hidden", "no");
  write(folder / "tmp/1700000000.d.host", "no");
  std::filesystem::create_directory(folder / "new/folder");
  for (const std::string& place : {folder.path(), "maildir:" + folder.path(), folder.path() + "/"}) {
    const auto box = opened(place);
    ASSERT_TRUE(box);
    EXPECT_EQ(box->kind(), mailbox_kind::maildir);
    EXPECT_THAT(messages_of(*box), ElementsAre("one", "two", "three", "four"));
    EXPECT_EQ(box->name(1), "1700000002.b.host");
    EXPECT_EQ(box->flags(0)->letters(), "N");
    EXPECT_EQ(box->flags(1)->letters(), "RS");
    EXPECT_THAT(box->flags(1)->names(), ElementsAre("replied", "seen"));
    EXPECT_EQ(box->find("1700000002.b.host"), 1U);
    EXPECT_EQ(box->find("1700000002.b.host:2,RS"), 1U);
    EXPECT_EQ(box->find("1700000002"), std::nullopt);
  }
}

TEST(mailbox, half_a_maildir_is_one) {
  const scratch_folder folder;
  write(folder / "cur/1.a:2,", "one");
  EXPECT_THAT(messages_of(*opened(folder.path())), ElementsAre("one"));
}

TEST(mailbox, a_folder_has_its_eml_files_in_order_of_arrival) {
  const scratch_folder folder;
  write(folder / "b.eml", "second", 2);
  write(folder / "c.EML", "first", 1);
  write(folder / "a.eml", "third", 3);
  write(folder / "z.eml", "fourth", 3);
  write(folder / "note.txt", "no");
  write(folder / ".popquiz-tmp/x.eml", "no");
  ASSERT_EQ(::mkfifo((folder / "pipe.eml").c_str(), 0600), 0);
  for (const std::string& place : {folder.path(), "dir:" + folder.path()}) {
    const auto box = opened(place);
    EXPECT_EQ(box->kind(), mailbox_kind::folder);
    EXPECT_THAT(messages_of(*box), ElementsAre("first", "second", "third", "fourth"));
    EXPECT_EQ(box->find("b"), 1U);
    EXPECT_EQ(box->find("b.eml"), 1U);
    EXPECT_EQ(box->flags(0), mail_flags());
  }
}

TEST(mailbox, a_file_is_a_message_or_an_mbox) {
  const scratch_folder folder;
  write(folder / "x.eml", "From here\n\nx");
  write(folder / "message", "Subject: x\n");
  write(folder / "mbox", "From a Thu\nx\n");
  write(folder / "empty", "");
  EXPECT_EQ(opened(folder / "x.eml")->kind(), mailbox_kind::file);
  EXPECT_EQ(opened(folder / "x.eml")->name(0), "x.eml");
  EXPECT_THAT(messages_of(*opened(folder / "message")), ElementsAre("Subject: x\n"));
  EXPECT_EQ(opened(folder / "mbox")->kind(), mailbox_kind::mbox);
  EXPECT_EQ(opened(folder / "empty")->size(), 0U);
}

struct mbox_row {
  const char* name;
  std::string octets;
  std::vector<std::string> messages;
};

TEST(mailbox, an_mbox_is_taken_apart) {
  const std::string gt(70'000, '>');
  const mbox_row rows[] = {
      {"nothing", "", {}},
      {"one", "From a Thu\nA: 1\n\nx\n\n", {"A: 1\n\nx\n"}},
      {"two", "From a\nx\n\nFrom b\ny\n\n", {"x\n", "y\n"}},
      {"CRLF", "From a\r\nx\r\n\r\nFrom b\r\ny\r\n\r\n", {"x\r\n", "y\r\n"}},
      {"quoted",
       "From a\n>From x\n>>From y\n> From z\n>Fro\n>\n\n",
       {"From x\n>From y\n> From z\n>Fro\n>\n"}},
      {"From within a paragraph is text", "From a\nx\nFrom y\n\n", {"x\nFrom y\n"}},
      {"empty messages", "From a\n\nFrom b\n\nFrom c\n\n\n", {"", "", "\n"}},
      {"no empty line at the end", "From a\nx", {"x"}},
      {"cut off in a From_ line", "From a\nx\n\nFrom ", {"x\n", ""}},
      {"only a From_ line", "From a\n", {""}},
      {"empty lines stay", "From a\n\n\nx\n\n\n\nFrom b\ny\n", {"\n\nx\n\n\n", "y\n"}},
      {"very long lines",
       "From a\n" + gt + "From x\n" + gt + "\n\n",
       {gt.substr(1) + "From x\n" + gt + "\n"}},
      {"a long From_ line", "From " + gt + "\nx\n", {"x\n"}},
      {"NULs", "From \0\n\0\n\n"s, {"\0\n"s}},
  };
  for (const mbox_row& each : rows) {
    SCOPED_TRACE(each.name);
    const scratch_folder folder;
    write(folder / "box", each.octets);
    const auto box = opened("mbox:" + (folder / "box"));
    ASSERT_TRUE(box);
    EXPECT_EQ(messages_of(*box), each.messages);
  }
}

TEST(mailbox, quoting_is_found_wherever_a_block_ends) {
  for (std::size_t size = 65510; size < 65550; ++size) {
    const scratch_folder folder;
    const std::string line(size, 'x');
    write(folder / "box", "From a\n" + line + "\n>>From x\n\nFrom b\n>From y\n\n");
    ASSERT_THAT(messages_of(*opened(folder / "box")), ElementsAre(line + "\n>From x\n", "From y\n")) << size;
  }
}

TEST(mailbox, an_mbox_has_flags_in_its_fields) {
  const scratch_folder folder;
  write(folder / "box", "From a\nStatus: RO\nX-Status: AF\n\nx\n\nFrom b\nStatus: O\n\n\nFrom c\nA: 1\n\n");
  const auto box = opened(folder / "box");
  const auto letters = [&](std::size_t number) {
    mail_summary s;
    EXPECT_TRUE(read_summary(*box, number, s));
    return s.flags.letters();
  };
  EXPECT_EQ(letters(0), "FRS");
  EXPECT_EQ(letters(1), "");
  EXPECT_EQ(letters(2), "N");
}

TEST(mailbox, reads_what_the_stores_have_written) {
  const std::vector<std::string> mail{"Subject: one\r\n\r\nplain\r\n", "\r\n", "",
                                      "A: b\r\n\r\nFrom x\r\n>From y\r\n\r\nFrom z\r\n"};
  for (const std::string kind : {"maildir:", "dir:", "mbox:"}) {
    const scratch_folder folder;
    const std::string place = kind + (folder / "box");
    store_result why;
    const auto store = open_store(place, why);
    ASSERT_TRUE(store->open());
    std::multiset<std::string> expected;
    for (std::size_t i = 0; i < mail.size(); ++i) {
      body_sink& sink = store->begin({"q@h", std::to_string(i), 0, false}, 0);
      const std::array<std::string_view, 1> spans{mail[i]};
      EXPECT_TRUE(mail[i].empty() || sink.on_body(spans) == sink_verdict::proceed);
      EXPECT_EQ(sink.on_end(), sink_verdict::proceed);
      std::string stored = mail[i];
      for (std::size_t at = 0; kind != "dir:" && (at = stored.find("\r\n", at)) != std::string::npos; ++at) {
        stored.erase(at, 1);
      }
      expected.insert(stored);
    }
    std::vector<delivered_message> delivered;
    ASSERT_TRUE(store->commit(delivered));
    const auto box = opened(place);
    ASSERT_TRUE(box);
    const auto read = messages_of(*box);
    EXPECT_EQ(std::multiset<std::string>(read.begin(), read.end()), expected) << kind;
  }
}

TEST(mailbox, what_is_none_is_told) {
  const scratch_folder folder;
  write(folder / "text", "no mbox");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  struct row {
    std::string place;
    read_errc code;
    const char* part;
  };
  const row rows[] = {
      {"", read_errc::not_found, "path"},
      {"mbox:", read_errc::not_found, "path"},
      {folder / "none", read_errc::not_found, "No such file"},
      {"mbox:" + (folder / "none"), read_errc::not_found, "No such file"},
      {"dir:" + (folder / "none"), read_errc::not_found, "No such file"},
      {"maildir:" + folder.path(), read_errc::not_a_mailbox, "no Maildir"},
      {folder.path(), read_errc::not_a_mailbox, "neither new/ nor cur/ nor"},
      {"mbox:" + (folder / "text"), read_errc::not_a_mailbox, "no mbox"},
      {"mbox:" + folder.path(), read_errc::not_a_mailbox, "no regular file"},
      {folder / "pipe", read_errc::not_a_mailbox, "no regular file"},
      {"dir:" + (folder / "text"), read_errc::not_found, "Not a directory"},
  };
  for (const row& each : rows) {
    read_result why;
    EXPECT_EQ(open_mailbox(each.place, why), nullptr) << each.place;
    EXPECT_EQ(why.code, each.code) << each.place;
    EXPECT_THAT(why.what, HasSubstr(each.part));
  }
}

TEST(mailbox, a_message_that_goes_away_is_told) {
  const scratch_folder folder;
  write(folder / "new/1.a", "x");
  const auto box = opened(folder.path());
  std::filesystem::remove(folder / "new/1.a");
  mail_summary s;
  EXPECT_EQ(read_summary(*box, 0, s).code, read_errc::not_found);
}

TEST(summary, has_what_a_list_shows) {
  const scratch_folder folder;
  const std::string message =
      "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\nDate: Wed, 01 May 2024 12:00:00 +0200\n"
      "Subject: =?utf-8?B?R3LDvMOfZQ==?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
      "Content-Type: image/png\n\n--b--\n";
  write(folder / "a.eml", message);
  write(folder / "b.eml", "");
  mail_summary s;
  const auto box = opened(folder.path());
  ASSERT_TRUE(read_summary(*box, 0, s));
  EXPECT_EQ(s.subject,
            "Gr\xC3\xBC\xC3\x9F"
            "e");
  EXPECT_EQ(s.from.name, "J\xC3\xBCrgen");
  EXPECT_EQ(s.date, 1714557600);
  EXPECT_EQ(s.octets, message.size());
  EXPECT_EQ(s.name, "a.eml");
  ASSERT_TRUE(read_summary(*box, 1, s));
  EXPECT_EQ(s.subject + s.from.name + s.from.address, "");
  EXPECT_EQ(s.date, std::nullopt);
}

}  // namespace
}  // namespace popquiz::client
