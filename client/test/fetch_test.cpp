// fetch_op against the reference server in memory, the conversation cut and the storage failing everywhere:
// no message is lost, none is delivered twice, none that is not whole is delivered.
#include "../../mockserver/test/conversation.hpp"
#include "memory_mail.hpp"
#include "op_test.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <gmock/gmock.h>

#include <array>
#include <functional>
#include <limits>
#include <set>

namespace popquiz::client {
namespace {

using mockserver::test::conversation;

const std::vector<std::string> mail{
    "Subject: one\r\n\r\nfirst\r\n",
    "Subject: two\r\n\r\n.dots\r\n..\r\n.\r\n",
    "",
    "Subject: four\r\n\r\n" + std::string(3000, 'x') + "\r\n",
};

fetch_settings settings_of(deletion from_server) {
  fetch_settings settings;
  settings.sign_in.tls = tls_demand::none;
  settings.sign_in.login.allow_clear_text = true;
  settings.sign_in.user = "quiz";
  settings.sign_in.password = "sesame";
  settings.account = "quiz@here";
  settings.from_server = from_server;
  settings.batch.messages = 3;
  settings.wall_clock = [] { return std::int64_t{1'000'000}; };
  return settings;
}

/// A server with `mail`, and what a client has made of it so far.
struct world {
  std::shared_ptr<mockserver::memory_maildrop> drop = std::make_shared<mockserver::memory_maildrop>(mail);
  mockserver::reference_server server{mockserver::server_settings{}};
  memory_mail kept;
  memory_mail_store store{kept};
  memory_ledger known{kept};
  std::size_t server_octets = 0;  ///< that the client has read in the last run

  world() { server.set_account("quiz", "sesame", drop); }

  struct run_result {
    client_errc code;
    fetch_summary summary;
    store_result storage;
  };

  /// One run; `cut` octets of the server's, then `how`.
  run_result fetch(const fetch_settings& settings, bool pipelining,
                   std::size_t cut = std::numeric_limits<std::size_t>::max(),
                   io_status how = io_status::end_of_stream) {
    session_settings on;
    on.pipelining = pipelining;
    session s(on);
    std::string unread;
    conversation talk(server, &unread);
    fetch_op op(s, settings, store, known);
    sansio::time_point now{};
    sansio::io_result last;
    server_octets = 0;
    bool gone = false;
    for (;;) {
      now += std::chrono::milliseconds(1);
      const sansio::next_action action = op.resume(last, now);
      if (std::holds_alternative<sansio::done>(action)) {
        break;
      }
      if (const auto* w = std::get_if<sansio::write>(&action)) {
        for (const std::string_view piece : w->pieces) {
          unread += talk.say(piece);
        }
        last = {};
      } else if (const auto* r = std::get_if<sansio::read>(&action)) {
        const std::size_t octets =
            std::min({unread.size(), r->into.size(), cut - server_octets, std::size_t{700}});
        if (octets == 0) {
          EXPECT_FALSE(gone) << "it reads behind the end";
          gone = true;
          if (how != io_status::timed_out || server_octets == cut) {
            last = {how, 0};
          } else {
            last = {io_status::timed_out, 0};
          }
          continue;
        }
        std::copy_n(unread.begin(), octets, r->into.begin());
        unread.erase(0, octets);
        server_octets += octets;
        last = {io_status::ok, octets};
      } else {
        ADD_FAILURE() << "unexpected action " << action.index();
        break;
      }
    }
    if (!talk.closed()) {
      talk.end();
    }
    EXPECT_TRUE(op.finished());
    return {op.result().code, op.summary(), op.storage()};
  }

  void expect_all_once() const {
    std::multiset<std::string> contents;
    for (const auto& [name, octets] : kept.delivered) {
      contents.insert(octets);
    }
    EXPECT_EQ(contents, std::multiset<std::string>(mail.begin(), mail.end()));
  }
  /// What is no more on the server is here.
  void expect_nothing_lost() const {
    EXPECT_GE(drop->messages() + kept.delivered.size(), mail.size());
    for (const auto& [name, octets] : kept.delivered) {
      EXPECT_THAT(mail, testing::Contains(octets)) << "a message that is not whole: " << name;
    }
  }
};

TEST(fetch, keeps_what_it_fetches_and_fetches_it_once) {
  for (const bool pipelining : {false, true}) {
    world w;
    const auto first = w.fetch(settings_of(deletion::keep), pipelining);
    EXPECT_EQ(describe(first.code), describe(client_errc::none));
    EXPECT_EQ(first.summary.fetched, mail.size());
    EXPECT_EQ(first.summary.deleted, 0U);
    w.expect_all_once();
    EXPECT_EQ(w.drop->messages(), mail.size());
    w.drop->append("Subject: late\r\n\r\n");
    const auto second = w.fetch(settings_of(deletion::keep), pipelining);
    EXPECT_EQ(second.summary.fetched, 1U);
    EXPECT_EQ(second.summary.known, mail.size());
    EXPECT_EQ(w.kept.everything.size(), mail.size() + 1);
  }
}

TEST(fetch, deletes_what_it_has_kept) {
  for (const bool pipelining : {false, true}) {
    world w;
    const auto run = w.fetch(settings_of(deletion::when_kept), pipelining);
    EXPECT_EQ(describe(run.code), describe(client_errc::none));
    EXPECT_EQ(run.summary.deleted, mail.size());
    EXPECT_EQ(w.drop->messages(), 0U);
    w.expect_all_once();
  }
}

TEST(fetch, a_conversation_cut_anywhere_and_run_again_loses_nothing_and_repeats_nothing) {
  for (const bool pipelining : {false, true}) {
    for (const deletion what : {deletion::keep, deletion::when_kept}) {
      world whole;
      static_cast<void>(whole.fetch(settings_of(what), pipelining));
      constexpr std::array ways{io_status::end_of_stream, io_status::connection_reset, io_status::timed_out};
      // Between a message's octets one place is as good as the next: every fifth behind the first 1200.
      for (std::size_t cut = 0; cut < whole.server_octets; cut += cut < 1200 ? 1 : 5) {
        const io_status how = ways[cut % ways.size()];
        SCOPED_TRACE("cut at " + std::to_string(cut) + " status " + std::to_string(static_cast<int>(how)) +
                     (pipelining ? " pipelined" : ""));
        world w;
        const auto broken = w.fetch(settings_of(what), pipelining, cut, how);
        EXPECT_NE(broken.code, client_errc::none);
        w.expect_nothing_lost();
        const auto again = w.fetch(settings_of(what), pipelining);
        EXPECT_EQ(describe(again.code), describe(client_errc::none));
        w.expect_all_once();
        EXPECT_EQ(w.kept.everything.size(), mail.size()) << "delivered twice";
        EXPECT_EQ(w.drop->messages(), what == deletion::keep ? mail.size() : 0U);
      }
    }
  }
}

TEST(fetch, storage_that_fails_at_any_call_loses_nothing) {
  for (const deletion what : {deletion::keep, deletion::when_kept}) {
    world whole;
    static_cast<void>(whole.fetch(settings_of(what), true));
    const int calls = whole.kept.calls;
    ASSERT_GT(calls, 4);
    for (int fail_at = 1; fail_at <= calls; ++fail_at) {
      SCOPED_TRACE("call " + std::to_string(fail_at));
      world w;
      w.kept.fail_at = fail_at;
      const auto broken = w.fetch(settings_of(what), true);
      EXPECT_EQ(describe(broken.code), describe(client_errc::sink_aborted));
      EXPECT_FALSE(broken.storage);
      EXPECT_FALSE(broken.storage.what.empty());
      w.expect_nothing_lost();
      w.kept.fail_at = 0;
      const auto again = w.fetch(settings_of(what), true);
      EXPECT_EQ(describe(again.code), describe(client_errc::none));
      w.expect_all_once();
      EXPECT_EQ(w.drop->messages(), what == deletion::keep ? mail.size() : 0U);
    }
  }
}

TEST(fetch, what_an_interrupted_run_has_delivered_is_recorded_and_not_fetched) {
  world w;
  const auto first = w.fetch(settings_of(deletion::keep), true);
  ASSERT_EQ(first.summary.fetched, mail.size());
  for (const auto& [name, octets] : w.kept.delivered) {
    w.store.interrupted[name] = true;
  }
  w.known.entries.clear();  // the crash came between the two
  const auto again = w.fetch(settings_of(deletion::when_kept), true);
  EXPECT_EQ(describe(again.code), describe(client_errc::none));
  EXPECT_EQ(again.summary.fetched, 0U);
  EXPECT_EQ(again.summary.deleted, mail.size());
  EXPECT_EQ(w.kept.everything.size(), mail.size());
}

TEST(fetch, leaves_what_is_too_large_or_too_much) {
  world w;
  fetch_settings settings = settings_of(deletion::when_kept);
  settings.max_octets = 1000;
  settings.max_messages = 2;
  const auto run = w.fetch(settings, true);
  EXPECT_EQ(run.summary.too_large, 1U);
  EXPECT_EQ(run.summary.later, 1U);
  EXPECT_EQ(run.summary.fetched, 2U);
  EXPECT_EQ(w.drop->messages(), 2U);
}

TEST(fetch, deletes_only_after_the_days_that_were_given) {
  world w;
  fetch_settings settings = settings_of(deletion::after_days);
  settings.days = 2;
  EXPECT_EQ(w.fetch(settings, true).summary.deleted, 0U);
  settings.wall_clock = [] { return std::int64_t{1'000'000 + 2 * 86'400 - 1}; };
  EXPECT_EQ(w.fetch(settings, true).summary.deleted, 0U);
  settings.wall_clock = [] { return std::int64_t{1'000'000 + 2 * 86'400}; };
  EXPECT_EQ(w.fetch(settings, true).summary.deleted, mail.size());
  EXPECT_EQ(w.kept.everything.size(), mail.size());
}

TEST(fetch, a_survey_changes_nothing) {
  world w;
  fetch_settings settings = settings_of(deletion::when_kept);
  settings.survey_only = true;
  const auto run = w.fetch(settings, true);
  EXPECT_EQ(describe(run.code), describe(client_errc::none));
  EXPECT_EQ(run.summary.on_server, mail.size());
  EXPECT_TRUE(w.kept.everything.empty());
  EXPECT_EQ(w.drop->messages(), mail.size());
}

// ---- servers that are wrong -----------------------------------------------------------------------

constexpr std::string_view sign_in_capa = "+OK\r\nUSER\r\n.\r\n";

op_test signed_in() {
  op_test talk;
  talk.expect_read("+OK\r\n")
      .expect_write("CAPA\r\n")
      .expect_read(sign_in_capa)
      .expect_write("USER quiz\r\n")
      .expect_read("+OK\r\n")
      .expect_write("PASS sesame\r\n")
      .expect_read("+OK\r\n")
      .expect_write("CAPA\r\n")
      .expect_read(sign_in_capa);
  return talk;
}

op_test surveyed(std::string_view list, std::string_view uidl) {
  op_test talk = signed_in();
  talk.expect_write("STAT\r\n")
      .expect_read("+OK 2 20\r\n")
      .expect_write("LIST\r\n")
      .expect_read(list)
      .expect_write("UIDL\r\n")
      .expect_read(uidl);
  return talk;
}

struct keeping {
  memory_mail kept;
  memory_mail_store store{kept};
  memory_ledger known{kept};
};

TEST(fetch, messages_that_share_a_unique_id_are_both_kept) {
  keeping k;
  const auto run = [&k](std::string_view second) {
    session s;
    fetch_op op(s, settings_of(deletion::keep), k.store, k.known);
    op_test talk = surveyed("+OK\r\n1 3\r\n2 3\r\n.\r\n", "+OK\r\n1 same\r\n2 same\r\n.\r\n");
    talk.expect_write("RETR 1\r\n")
        .expect_read("+OK\r\na\r\n.\r\n")
        .expect_write("RETR 2\r\n")
        .expect_read("+OK\r\n" + std::string(second) + ".\r\n")
        .expect_write("QUIT\r\n")
        .expect_read("+OK\r\n")
        .check(op, client_errc::none);
    return op.summary();
  };
  EXPECT_EQ(run("b\r\n").fetched, 2U);
  EXPECT_EQ(k.kept.everything.size(), 2U);
  EXPECT_EQ(run("b\r\n").fetched, 0U) << "their octets are known";
  EXPECT_EQ(run("c\r\n").fetched, 1U) << "of the same unique-id, but another message";
  EXPECT_EQ(k.kept.everything.size(), 3U);
}

TEST(fetch, two_equal_messages_of_one_unique_id_are_one) {
  keeping k;
  session s;
  fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 3\r\n2 3\r\n.\r\n", "+OK\r\n1 same\r\n2 same\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("+OK\r\na\r\n.\r\n")
      .expect_write("RETR 2\r\n")
      .expect_read("+OK\r\na\r\n.\r\n")
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("DELE 2\r\n")
      .expect_read("+OK\r\n")
      .expect_write("QUIT\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(k.kept.everything.size(), 1U);
}

TEST(fetch, a_unique_id_used_again_behind_its_deletion_is_another_message) {
  keeping k;
  for (const char* const body : {"first\r\n", "second\r\n"}) {
    session s;
    fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
    op_test talk = surveyed("+OK\r\n1 9\r\n.\r\n", "+OK\r\n1 reused\r\n.\r\n");
    talk.expect_write("RETR 1\r\n")
        .expect_read("+OK\r\n" + std::string(body) + ".\r\n")
        .expect_write("DELE 1\r\n")
        .expect_read("+OK\r\n")
        .expect_write("QUIT\r\n")
        .expect_read("+OK\r\n")
        .check(op, client_errc::none);
  }
  EXPECT_EQ(k.kept.delivered.size(), 2U);
}

TEST(fetch, a_message_of_another_size_is_not_deleted_unseen) {
  keeping k;
  k.known.entries["quiz@here|id"] = {0, 9, 0, false};
  session s;
  fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 10\r\n.\r\n", "+OK\r\n1 id\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("+OK\r\nother\r\n.\r\n")
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("QUIT\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(k.kept.delivered.size(), 1U);
}

TEST(fetch, a_quit_that_is_refused_confirms_no_deletion) {
  keeping k;
  session s;
  fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 3\r\n.\r\n", "+OK\r\n1 id\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("+OK\r\na\r\n.\r\n")
      .expect_write("DELE 1\r\n")
      .expect_read("+OK\r\n")
      .expect_write("QUIT\r\n")
      .expect_read("-ERR some deleted messages not removed\r\n")
      .check(op, client_errc::refused);
  EXPECT_EQ(op.summary().deleted, 0U);
  EXPECT_FALSE(k.known.entries["quiz@here|id"].deleted);
}

// RETR 1 was answered by one status line too many, which is RETR 2's then, and RETR 2's own is in the
// message.
TEST(fetch, a_message_that_begins_with_its_status_line_is_out_of_step) {
  for (const char* const listed : {"3", "4"}) {
    keeping k;
    session s;
    fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
    op_test talk = surveyed("+OK\r\n1 " + std::string(listed) + "\r\n.\r\n", "+OK\r\n1 id\r\n.\r\n");
    talk.expect_write("RETR 1\r\n");
    if (*listed == '3') {
      talk.expect_read("+OK\r\n+OK 3 octets\r\na\r\n.\r\n").check(op, client_errc::unsolicited_octets);
      EXPECT_TRUE(k.kept.everything.empty());
    } else {
      talk.expect_read("+OK\r\n+OK\r\n.\r\n")
          .expect_write("DELE 1\r\n")
          .expect_read("+OK\r\n")
          .expect_write("QUIT\r\n")
          .expect_read("+OK\r\n")
          .check(op, client_errc::none);
      EXPECT_EQ(k.kept.everything.size(), 1U) << "a message may be so, when it is as long as LIST says";
    }
  }
}

TEST(fetch, a_message_of_a_server_that_ends_lines_with_lf_is_as_long_as_listed) {
  keeping k;
  session s;
  fetch_op op(s, settings_of(deletion::keep), k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 15\r\n2 5\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("+OK\nS: x\n\n..a\nb\n.\n")
      .expect_write("RETR 2\r\n")
      .expect_read("+OK\r\nc\nd\r\n.\r\n")
      .expect_write("QUIT\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
  using testing::_;
  using testing::Pair;
  EXPECT_THAT(k.kept.everything,
              testing::UnorderedElementsAre(Pair(_, "S: x\r\n\r\n.a\r\nb\r\n"), Pair(_, "c\nd\r\n")));
}

TEST(fetch, a_refused_message_stays_and_the_others_come) {
  keeping k;
  session s;
  fetch_op op(s, settings_of(deletion::when_kept), k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 3\r\n2 3\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("-ERR [SYS/TEMP] not now\r\n")
      .expect_write("RETR 2\r\n")
      .expect_read("+OK\r\na\r\n.\r\n")
      .expect_write("DELE 2\r\n")
      .expect_read("+OK\r\n")
      .expect_write("QUIT\r\n")
      .expect_read("+OK\r\n")
      .check(op, client_errc::none);
  EXPECT_EQ(op.summary().refused, 1U);
  EXPECT_EQ(op.summary().fetched, 1U);
}

TEST(fetch, a_message_without_end_is_given_up) {
  keeping k;
  session s;
  fetch_settings settings = settings_of(deletion::keep);
  settings.max_octets = 100;
  fetch_op op(s, settings, k.store, k.known);
  op_test talk = surveyed("+OK\r\n1 10\r\n.\r\n", "+OK\r\n1 a\r\n.\r\n");
  talk.expect_write("RETR 1\r\n")
      .expect_read("+OK\r\n" + std::string(101, 'x'))
      .check(op, client_errc::message_too_long);
  EXPECT_TRUE(k.kept.everything.empty());
}

TEST(fetch, a_server_without_unique_ids_repeats_nothing) {
  keeping k;
  for (int round = 0; round < 2; ++round) {
    session s;
    fetch_op op(s, settings_of(deletion::keep), k.store, k.known);
    op_test talk = surveyed("+OK\r\n1 3\r\n.\r\n", "-ERR what\r\n");
    talk.expect_write("RETR 1\r\n")
        .expect_read("+OK\r\na\r\n.\r\n")
        .expect_write("QUIT\r\n")
        .expect_read("+OK\r\n")
        .check(op, client_errc::none);
  }
  EXPECT_EQ(k.kept.everything.size(), 1U);
}

}  // namespace
}  // namespace popquiz::client
