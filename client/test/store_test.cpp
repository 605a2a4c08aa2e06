// The stores on the disk: what they write, and that failures and crashes anywhere lose and repeat nothing.
#include "failing_file_system.hpp"
#include "mail_on_disk.hpp"

#include <popquiz/client/ledger.hpp>
#include <popquiz/client/open_store.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gmock/gmock.h>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <functional>

namespace popquiz::client {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

enum class layout { maildir, eml, mbox };

struct place {
  layout how;
  scratch_folder folder;

  [[nodiscard]] std::string destination() const {
    switch (how) {
      case layout::maildir:
        return "maildir:" + (folder / "box");
      case layout::eml:
        return "dir:" + (folder / "box");
      case layout::mbox:
        break;
    }
    return "mbox:" + (folder / "box");
  }
  [[nodiscard]] std::multiset<std::string> mail() const {
    switch (how) {
      case layout::maildir:
        return files_in(folder / "box/new");
      case layout::eml:
        return files_in(folder / "box");
      case layout::mbox:
        break;
    }
    return messages_in_mbox(folder / "box");
  }
  /// `message` as it lies there.
  [[nodiscard]] std::string stored(std::string message) const {
    if (how != layout::eml) {
      for (std::size_t at = 0; (at = message.find("\r\n", at)) != std::string::npos; ++at) {
        message.erase(at, 1);
      }
    }
    if (how == layout::mbox && !message.empty() && !message.ends_with('\n')) {
      message += '\n';
    }
    return message;
  }
};

constexpr layout layouts[] = {layout::maildir, layout::eml, layout::mbox};

delivery_key key_of(std::string_view id) {
  return {"quiz@here", std::string(id), 0, false};
}

bool put(mail_store& store, const delivery_key& key, std::string_view octets) {
  body_sink& sink = store.begin(key, octets.size());
  const std::array<std::string_view, 1> spans{octets};
  return (octets.empty() || sink.on_body(spans) == sink_verdict::proceed) &&
         sink.on_end() == sink_verdict::proceed;
}

const std::vector<std::string> hard_mail{
    "Subject: one\r\n\r\nplain\r\n",
    "",
    "\r\n",
    "no line end",
    "From the first line\r\nFrom\r\nFrom x\r\n>From x\r\n>>From x\r\n> From x\r\nfrom x\r\n",
    "a\rb\r\r\nc\nd\r\n\r",
    std::string("nul \0 and \xFF\xFE\r\n", 13),
    std::string(300'000, 'x') + "\r\n" + std::string(70'000, 'y'),
    "Fro",
    ">>>",
    "F\r\nFr\r\nFro\r\nFrom\r\n",
};

TEST(store, keeps_octets_but_for_line_ends) {
  for (const layout how : layouts) {
    place p{how, {}};
    store_result why;
    const auto store = open_store(p.destination(), why);
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->open()) << store->failure().what;
    std::multiset<std::string> expected;
    for (std::size_t i = 0; i < hard_mail.size(); ++i) {
      ASSERT_TRUE(put(*store, key_of(std::to_string(i)), hard_mail[i])) << store->failure().what;
      expected.insert(p.stored(hard_mail[i]));
    }
    EXPECT_THAT(p.mail(), IsEmpty()) << "it is visible before the commit";
    std::vector<delivered_message> delivered;
    ASSERT_TRUE(store->commit(delivered)) << store->failure().what;
    EXPECT_EQ(delivered.size(), hard_mail.size());
    EXPECT_EQ(delivered[0].octets, hard_mail[0].size());
    EXPECT_EQ(p.mail(), expected);
    store->settle();
    store->close();
  }
}

TEST(store, does_not_depend_on_how_the_message_is_cut) {
  const std::string message = "From x\r\n>From y\r\n\r\na\rb\r\n.\nFro\r\n\rFrom z\r";
  for (const layout how : layouts) {
    place p{how, {}};
    store_result why;
    const auto store = open_store(p.destination(), why);
    ASSERT_TRUE(store->open());
    std::size_t count = 0;
    testkit::for_each_partition(message, [&](std::span<const std::string_view> pieces) {
      body_sink& sink = store->begin(key_of(std::to_string(count)), 0);
      for (const std::string_view piece : pieces) {
        if (!piece.empty()) {
          EXPECT_EQ(sink.on_body({&piece, 1}), sink_verdict::proceed);
        }
      }
      EXPECT_EQ(sink.on_end(), sink_verdict::proceed);
      ++count;
    });
    std::vector<delivered_message> delivered;
    ASSERT_TRUE(store->commit(delivered));
    const auto mail = p.mail();
    EXPECT_EQ(mail.size(), count);
    EXPECT_EQ(mail.count(p.stored(message)), count);
  }
}

TEST(store, delivers_no_message_whose_end_did_not_come) {
  for (const layout how : layouts) {
    place p{how, {}};
    store_result why;
    const auto store = open_store(p.destination(), why);
    ASSERT_TRUE(store->open());
    const std::array<std::string_view, 1> half{"half a mess"};
    EXPECT_EQ(store->begin(key_of("1"), 99).on_body(half), sink_verdict::proceed);
    store->abandon();
    EXPECT_TRUE(put(*store, key_of("2"), "whole\r\n"));
    EXPECT_EQ(store->begin(key_of("3"), 99).on_body(half), sink_verdict::proceed);
    std::vector<delivered_message> delivered;
    store->abandon();
    EXPECT_TRUE(store->commit(delivered));
    EXPECT_THAT(p.mail(), ElementsAre(p.stored("whole\r\n")));
  }
}

TEST(store, a_message_delivered_again_lands_on_itself) {
  for (const layout how : {layout::maildir, layout::eml}) {
    place p{how, {}};
    for (int round = 0; round < 2; ++round) {
      store_result why;
      const auto store = open_store(p.destination(), why);
      ASSERT_TRUE(store->open());
      EXPECT_TRUE(put(*store, key_of("same"), "once\r\n"));
      std::vector<delivered_message> delivered;
      EXPECT_TRUE(store->commit(delivered));
      store->settle();
    }
    EXPECT_THAT(p.mail(), ElementsAre(p.stored("once\r\n")));
  }
}

TEST(store, keys_that_differ_have_names_that_differ) {
  place p{layout::eml, {}};
  store_result why;
  const auto store = open_store(p.destination(), why);
  ASSERT_TRUE(store->open());
  const delivery_key keys[] = {{"a@h", "", 0, true},         {"a@h", "x", 0, false},
                               {"a@h", "x", 1, false},       {"b@h", "x", 0, false},
                               {"a@h", "x", 0, true},        {"a@", "hx", 0, false},
                               {"a@h", "../../x", 0, false}, {"a@h", "/", 0, false},
                               {"a@h", "..", 0, false},      {"a@h", std::string(10'000, 'u'), 0, false},
                               {"a@h", "x\0"s, 0, false},    {"a@h\0"s, "x", 0, false},
                               {"a@h", "\xFF\n", 0, false}};
  for (const delivery_key& key : keys) {
    ASSERT_TRUE(put(*store, key, "m")) << store->failure().what;
  }
  std::vector<delivered_message> delivered;
  ASSERT_TRUE(store->commit(delivered));
  EXPECT_EQ(p.mail().size(), std::size(keys));
  for (const auto& entry : std::filesystem::directory_iterator(p.folder.path())) {
    EXPECT_EQ(entry.path().filename(), "box") << "a unique-id has reached the disk";
  }
  for (const delivered_message& each : delivered) {
    EXPECT_EQ(std::filesystem::path(each.name).parent_path(), p.folder / "box");
  }
}

TEST(store, by_content_names_the_octets) {
  place p{layout::maildir, {}};
  store_result why;
  const auto store = open_store(p.destination(), why);
  ASSERT_TRUE(store->open());
  const delivery_key key{"a@h", "", 0, true};
  EXPECT_TRUE(put(*store, key, "abc"));
  EXPECT_EQ(store->last_digest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(put(*store, key, "abc"));
  store->unstage_last();
  EXPECT_TRUE(put(*store, key, "abd"));
  std::vector<delivered_message> delivered;
  EXPECT_TRUE(store->commit(delivered));
  EXPECT_THAT(p.mail(), ElementsAre("abc", "abd"));
}

// ---- failures and crashes -------------------------------------------------------------------------

/// A run that stores three messages in two batches, and what it believes to be durable.
struct run_result {
  std::set<std::string> committed;
  bool good = true;
};

run_result run(const std::string& destination, file_system& files, std::set<std::string>& recorded,
               bool settles = true) {
  run_result result;
  store_result why;
  const auto store = open_store(destination, why, files);
  result.good = static_cast<bool>(store->open());
  const auto commit = [&](std::vector<std::string>& ids) {
    std::vector<delivered_message> delivered;
    const bool good = static_cast<bool>(store->commit(delivered));
    for (std::size_t i = 0; i < delivered.size(); ++i) {
      result.committed.insert(ids[i]);
      if (settles) {
        recorded.insert(ids[i]);
      }
    }
    if (settles) {
      store->settle();
    }
    ids.clear();
    return good;
  };
  std::vector<std::string> ids;
  for (const char* const id : {"1", "2", "3"}) {
    if (!result.good || recorded.contains(id)) {
      continue;
    }
    if (store->delivered_before(key_of(id))) {
      recorded.insert(id);
      continue;
    }
    result.good = put(*store, key_of(id), "message " + std::string(id) + "\r\n");
    ids.emplace_back(id);
    if (result.good && ids.size() == 2) {
      result.good = commit(ids);
    }
  }
  if (result.good) {
    result.good = commit(ids);
  }
  store->close();
  return result;
}

std::multiset<std::string> all_three(const place& p) {
  return {p.stored("message 1\r\n"), p.stored("message 2\r\n"), p.stored("message 3\r\n")};
}

TEST(store, any_call_may_fail_and_the_next_run_makes_it_good) {
  for (const layout how : layouts) {
    int calls = 0;
    {
      place p{how, {}};
      failing_file_system files;
      std::set<std::string> recorded;
      ASSERT_TRUE(run(p.destination(), files, recorded).good);
      calls = files.calls;
      EXPECT_EQ(p.mail(), all_three(p));
    }
    ASSERT_GT(calls, 15);
    for (const int error : {ENOSPC, EIO}) {
      for (int fail_at = 1; fail_at <= calls; ++fail_at) {
        SCOPED_TRACE("call " + std::to_string(fail_at) + " layout " + std::to_string(static_cast<int>(how)));
        place p{how, {}};
        failing_file_system files;
        files.error = error;
        files.fail_at = fail_at;
        std::set<std::string> recorded;
        const run_result broken = run(p.destination(), files, recorded);
        const auto there = p.mail();
        for (const std::string& id : broken.committed) {
          EXPECT_EQ(there.count(p.stored("message " + id + "\r\n")), 1U) << "committed and not there: " << id;
        }
        files.fail_at = 0;
        EXPECT_TRUE(run(p.destination(), files, recorded).good);
        EXPECT_EQ(p.mail(), all_three(p));
      }
    }
  }
}

TEST(store, a_crash_between_delivery_and_ledger_repeats_nothing) {
  for (const layout how : layouts) {
    place p{how, {}};
    failing_file_system files;
    std::set<std::string> recorded;
    ASSERT_TRUE(run(p.destination(), files, recorded, false).good);
    EXPECT_THAT(recorded, IsEmpty());
    // The journal is of the last batch: what was in the first is known to the ledger by then.
    recorded = {"1", "2"};
    ASSERT_TRUE(run(p.destination(), files, recorded).good);
    EXPECT_EQ(p.mail(), all_three(p));
  }
}

TEST(store, a_message_that_a_reader_has_moved_is_not_delivered_again) {
  place p{layout::maildir, {}};
  failing_file_system files;
  std::set<std::string> recorded;
  ASSERT_TRUE(run(p.destination(), files, recorded, false).good);
  std::multiset<std::string> moved;
  for (const auto& entry : std::filesystem::directory_iterator(p.folder / "box/new")) {
    moved.insert(octets_of(entry.path()));
    std::filesystem::rename(entry.path(),
                            (p.folder / "box/cur/") + entry.path().filename().string() + ":2,S");
  }
  recorded = {"1", "2"};
  ASSERT_TRUE(run(p.destination(), files, recorded).good);
  EXPECT_THAT(p.mail(), IsEmpty());
  EXPECT_EQ(files_in(p.folder / "box/cur"), moved);
}

TEST(store, what_others_append_to_the_mbox_stays) {
  place p{layout::mbox, {}};
  const std::string theirs = "From other Thu Jan  1 00:00:00 1970\ntheirs\n\n";
  std::ofstream(p.folder / "box", std::ios::binary) << theirs;
  failing_file_system files;
  std::set<std::string> recorded;
  ASSERT_TRUE(run(p.destination(), files, recorded, false).good);
  std::ofstream(p.folder / "box", std::ios::binary | std::ios::app) << theirs;
  recorded = {"1", "2"};
  ASSERT_TRUE(run(p.destination(), files, recorded).good);
  auto expected = all_three(p);
  expected.insert("theirs\n");
  expected.insert("theirs\n");
  EXPECT_EQ(messages_in_mbox(p.folder / "box"), expected);
}

TEST(store, an_mbox_that_somebody_holds_is_left_alone) {
  place p{layout::mbox, {}};
  std::ofstream(p.folder / "box.lock") << "12345\n";
  store_result why;
  const auto store = open_store(p.destination(), why);
  ASSERT_TRUE(store->open());
  ASSERT_TRUE(put(*store, key_of("1"), "x"));
  std::vector<delivered_message> delivered;
  EXPECT_EQ(store->commit(delivered).code, store_errc::locked);
  EXPECT_THAT(delivered, IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(p.folder / "box.lock"));
}

TEST(store, a_command_gets_each_message_and_its_status_counts) {
  scratch_folder folder;
  store_result why;
  const auto store =
      open_store("pipe:cat >> " + (folder / "all") + "; test $(wc -l < " + (folder / "all") + ") -lt 3", why);
  ASSERT_TRUE(store->open()) << store->failure().what;
  for (const char* const id : {"1", "2", "3"}) {
    EXPECT_TRUE(put(*store, key_of(id), std::string(id) + "\r\n"));
  }
  std::vector<delivered_message> delivered;
  EXPECT_EQ(store->commit(delivered).code, store_errc::command_failed);
  EXPECT_EQ(delivered.size(), 2U);
  EXPECT_EQ(octets_of(folder / "all"), "1\r\n2\r\n3\r\n");
  store->close();
  const auto later = open_store("pipe:exit 75", why);
  ASSERT_TRUE(later->open());
  EXPECT_TRUE(put(*later, key_of("1"), std::string(200'000, 'x')));  // which it does not read
  delivered.clear();
  EXPECT_EQ(later->commit(delivered).code, store_errc::command_tempfail);
  later->close();
}

TEST(store, a_destination_that_is_none_is_refused) {
  for (const char* const bad : {"", "maildir", "maildir:", "imap:x", "/var/mail/x", "pipe:", "--"}) {
    store_result why;
    EXPECT_EQ(open_store(bad, why), nullptr) << bad;
    EXPECT_THAT(why.what, HasSubstr("expected maildir:DIR"));
  }
}

TEST(store, what_cannot_be_made_says_why) {
  scratch_folder folder;
  store_result why;
  const auto store = open_store("maildir:" + (folder / "no/such/box"), why);
  const store_result opened = store->open();
  EXPECT_EQ(opened.code, store_errc::not_found);
  EXPECT_THAT(opened.what, HasSubstr("no/such/box: No such file or directory"));
}

// ---- the ledger -----------------------------------------------------------------------------------

TEST(ledger, knows_what_it_was_told_when_opened_again) {
  scratch_folder folder;
  const std::string id("x\0/../\xFF", 7);
  {
    store_result why;
    const auto known = ledger::open(folder / "l", why);
    ASSERT_NE(known, nullptr) << why.what;
    const std::vector<fetched_message> messages{
        {id, 2, 99, {}, "a/b"}, {"y", 0, 1ULL << 63U, {}, "c"}, {"", 0, 5, "d1", "e"}};
    EXPECT_TRUE(known->record("a@h", messages, 1'000));
    EXPECT_TRUE(known->confirm_deleted("a@h", std::vector<std::string>{"y", "never heard of"}));
  }
  store_result why;
  const auto known = ledger::open(folder / "l", why);
  ASSERT_NE(known, nullptr) << why.what;
  store_result failed;
  const auto entry = known->find("a@h", id, failed);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->generation, 2U);
  EXPECT_EQ(entry->octets_listed, 99U);
  EXPECT_EQ(entry->fetched_at, 1'000);
  EXPECT_FALSE(entry->deleted);
  EXPECT_TRUE(known->find("a@h", "y", failed)->deleted);
  EXPECT_FALSE(known->find("a@h", "x", failed));
  EXPECT_FALSE(known->find("b@h", id, failed));
  EXPECT_TRUE(known->has_content("a@h", "", "d1", failed));
  EXPECT_FALSE(known->has_content("a@h", "", "d2", failed));
  EXPECT_FALSE(known->has_content("a@h", "y", "d1", failed));
  EXPECT_TRUE(failed);
  EXPECT_EQ(std::filesystem::status(folder / "l").permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(ledger, is_one_programs_at_a_time) {
  scratch_folder folder;
  store_result why;
  const auto first = ledger::open(folder / "l", why);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(ledger::open(folder / "l", why), nullptr);
  EXPECT_EQ(why.code, store_errc::locked);
  EXPECT_THAT(why.what, HasSubstr("another popquiz"));
}

TEST(ledger, leaves_files_alone_that_are_none) {
  scratch_folder folder;
  const std::string text = "These are not the octets of a database. " + std::string(1000, 'x');
  std::ofstream(folder / "l") << text;
  store_result why;
  EXPECT_EQ(ledger::open(folder / "l", why), nullptr);
  EXPECT_EQ(why.code, store_errc::damaged);
  EXPECT_EQ(octets_of(folder / "l"), text);
  EXPECT_EQ(ledger::open(folder / "no/l", why), nullptr);
  EXPECT_EQ(why.code, store_errc::not_found);
}

TEST(ledger, leaves_databases_alone_that_are_not_its_own) {
  const char* const application = "PRAGMA application_id=1347375185;";  // "POPQ"
  const struct {
    const char* name;
    std::string made_by;
    const char* words;
  } cases[] = {
      {"another program's", "PRAGMA application_id=7;", "another program"},
      {"another program's that says nothing of itself", "", "another program"},
      {"another program's, with a log of its own", "PRAGMA journal_mode=WAL;", "another program"},
      {"a newer ledger", std::string(application) + "PRAGMA user_version=2;", "newer popquiz"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    scratch_folder folder;
    sqlite3* theirs = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "l").c_str(), &theirs), SQLITE_OK);
    const std::string text = each.made_by + "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('theirs');";
    ASSERT_EQ(sqlite3_exec(theirs, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(theirs);
    const std::string before = octets_of(folder / "l");
    store_result why;
    EXPECT_EQ(ledger::open(folder / "l", why), nullptr);
    EXPECT_EQ(why.code, store_errc::damaged);
    EXPECT_THAT(why.what, HasSubstr(each.words));
    EXPECT_EQ(octets_of(folder / "l"), before);
  }
}

TEST(ledger, in_memory_is_gone_at_the_end) {
  store_result why;
  const auto known = ledger::open(":memory:", why);
  ASSERT_NE(known, nullptr) << why.what;
  EXPECT_TRUE(known->record("a", std::vector<fetched_message>{{"x", 0, 0, {}, {}}}, 0));
}

}  // namespace
}  // namespace popquiz::client
