#include "session_judge.hpp"

#include "replay_script.hpp"

#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/play.hpp>
#include <popquiz/mockserver/override_script.hpp>
#include <popquiz/script/parse.hpp>
#include <popquiz/script/player.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace popquiz::fuzz_wire {
namespace {

session_settings account() {
  session_settings settings;
  settings.user = "quiz";
  settings.password = "sesame";
  return settings;
}

plan plan_from(const std::string& steps) {
  return read_plan("title: t\n\n" + steps).value();
}

/// The reference server, bent or not.
std::unique_ptr<conformance::memory_subject> server(const std::string& overrides = {}) {
  auto made = std::make_unique<conformance::memory_subject>(conformance::account_settings{});
  if (!overrides.empty()) {
    std::string why;
    auto script = mockserver::parse_overrides("title: bent\n\n" + overrides, "bent", why);
    EXPECT_NE(script, nullptr) << why;
    made->set_overrides(std::move(script));
  }
  return made;
}

struct row {
  const char* name;
  const char* overrides;
  const char* steps;
  const char* key;  // empty: nothing is wrong
};

const std::vector<row> rows{
    {"a good server", "", "login\nC: STAT\nC: LIST\nC: UIDL\nC: RETR 1\nC: TOP 1 0\nC: NOSUCH\n", ""},
    {"octets that are no lines", "", "login\nC! \"NO\\rOP\\nSTAT\\0\\r\\n\"\n", ""},
    {"several at a time", "", "login\ntogether\n  C: STAT\n  C: RETR 1\n  C: DELE 9\n", ""},
    {"a command behind a response that ended its exchange", "on invalid CAPA\n  S: +OK\n  S| TOP\n  S.\n",
     "C: AUTH LOGIN\ntogether\n  C: UTF8 *\n  C: CAPA -1\n",
     "difference CAPA (badly formed) in AUTHORIZATION -ERR +OK"},
    {"in segments", "", "login\ncut every 1\n  C: RETR 1\n", ""},
    {"no reply", "on RETR\n  silence\n", "login\nC: RETR 1\n", "hang RETR TRANSACTION"},
    {"no greeting", "on connect\n  silence\n", "C: NOOP\n", "hang greeting AUTHORIZATION"},
    {"no POP3", "on STAT\n  S! \"2 320\\r\\n\"\n", "login\nC: STAT\n",
     "malformed STAT TRANSACTION reply begins with neither +OK nor -ERR"},
    {"a lone LF", "on NOOP\n  S! \"+OK\\n\"\n", "login\nC: NOOP\n",
     "malformed NOOP TRANSACTION line feed without carriage return"},
    {"a dot that is not doubled", "on RETR\n  S! \"+OK\\r\\n.x\\r\\n.\\r\\n\"\n", "login\nC: RETR 1\n",
     "malformed RETR TRANSACTION line begins with a dot that was not stuffed"},
    {"a reply too many", "on NOOP\n  S: +OK\n  S: +OK\n", "login\nC: NOOP\nC: STAT\n",
     "malformed NOOP TRANSACTION unasked"},
    {"a listing that is none", "on LIST bare\n  S: +OK\n  S| one\n  S.\n", "login\nC: LIST\n",
     "malformed LIST TRANSACTION not a decimal number"},
    {"a command in the wrong state", "on STAT when AUTHORIZATION\n  S: +OK 1 1\n", "C: STAT\n",
     "state STAT AUTHORIZATION taken"},
    {"a wrong password", "on PASS\n  S: +OK\n  enter TRANSACTION\n", "C: USER {=user}\nC: PASS x\n",
     "state PASS AUTHORIZATION behind USER let in"},
    {"a message too many", "on STAT\n  S: +OK 3 500\n", "login\nC: STAT\n", "state STAT TRANSACTION count"},
    {"an end of the connection", "on NOOP\n  close\n", "login\nC: NOOP\n",
     "difference NOOP in TRANSACTION +OK the end of the connection"},
    {"an end behind two refusals", "on invalid NOOP\n  close\n", "C: DELE 1\nC: DELE 1\nC: NOOP x\n",
     "difference NOOP (badly formed) in AUTHORIZATION -ERR the end of the connection"},
    {"an end behind three refusals", "on invalid NOOP\n  close\n",
     "C: DELE 1\nC: DELE 1\nC: STAT\nC: NOOP x\n", "difference hang-up AUTHORIZATION"},
    {"a farewell", "on NOOP\n  S: +OK\n  S: -ERR enough\n", "login\nC: NOOP\nC: STAT\n",
     "difference farewell TRANSACTION"},
    {"a badly formed command that is taken", "on invalid NOOP\n  S: +OK\n", "login\nC: NOOP x\n",
     "difference NOOP (badly formed) in TRANSACTION -ERR +OK"},
    {"AUTH that lists mechanisms",
     "on AUTH\n  S: +OK\n  S| PLAIN\n  S.\non invalid AUTH\n  S: +OK\n  S| PLAIN\n  S.\n", "C: AUTH\n", ""},
    {"another class of reply", "on TOP\n  S: -ERR\n", "login\nC: TOP 1 0\n",
     "difference TOP in TRANSACTION +OK -ERR"},
};

TEST(session_judge, tells_what_is_wrong_with_a_server) {
  for (const row& each : rows) {
    const plan what = plan_from(each.steps);
    const auto good = server();
    const auto bent = server(each.overrides);
    const auto found =
        judge_session(run_session(what, *bent, account()), run_session(what, *good, account()));
    EXPECT_EQ(found ? found->what.key : "", each.key) << each.name;
  }
}

TEST(replay_script, fails_on_the_server_that_was_wrong_and_passes_on_a_good_one) {
  for (const row& each : rows) {
    const plan what = plan_from(each.steps);
    const auto good = server();
    const auto bent = server(each.overrides);
    const session_record record = run_session(what, *bent, account());
    const auto found = judge_session(record, run_session(what, *good, account()));
    if (!found) {
      continue;
    }
    const std::string text = print_replay(what, record, *found);
    const script::parse_outcome parsed = script::parse_script(text, "replay");
    ASSERT_TRUE(parsed.value) << each.name << ": " << parsed.error.text() << "\n" << text;
    const auto status = [&](conformance::memory_subject& on) {
      script::player_settings login;
      login.user = "quiz";
      login.password = "sesame";
      on.drop_all();
      script::player player(*parsed.value, on.mail(), login);
      conformance::play(player, on, on.now() + std::chrono::hours(1));
      return player.result().status;
    };
    EXPECT_EQ(status(*bent), script::play_status::mismatch) << each.name << "\n" << text;
    EXPECT_EQ(status(*server()), script::play_status::passed) << each.name << "\n" << text;
  }
}

TEST(run_session, says_no_quit_behind_dele) {
  const auto good = server();
  const session_record record = run_session(plan_from("login\nC: DELE 1\nC: QUIT\n"), *good, account());
  EXPECT_EQ(record.withheld, 1U);
  EXPECT_EQ(record.last()->said, "DELE");
  const session_record next = run_session(plan_from("login\nC: STAT\n"), *good, account());
  ASSERT_GE(next.exchanges.size(), 4U);
  EXPECT_EQ(next.exchanges[3].text.substr(0, 2), "2 ");
}

TEST(run_session, deletes_where_it_may) {
  const auto good = server();
  session_settings settings = account();
  settings.allow_changes = true;
  const session_record record = run_session(plan_from("login\nC: DELE 1\n"), *good, settings);
  EXPECT_EQ(record.last()->said, "QUIT");
  const session_record next = run_session(plan_from("login\nC: STAT\n"), *good, settings);
  EXPECT_EQ(next.exchanges[3].text.substr(0, 2), "1 ");
}

}  // namespace
}  // namespace popquiz::fuzz_wire
