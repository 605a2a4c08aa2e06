#include "served_mail.hpp"

#include <chrono>

namespace popquiz::mockserver::test {
namespace {

using namespace std::chrono_literals;

TEST(override_guards, state_and_marks) {
  served_mail s;
  s.bend(
      "on CAPA when AUTHORIZATION\n  S: -ERR early\n"
      "on CAPA when TRANSACTION\n  S: -ERR late\n"
      "on RETR when deleted\n  S: +OK dead\n"
      "on RETR when not deleted\n  S: +OK alive\n"
      "on STAT when empty\n  S: +OK nothing\n");
  conversation c(s.server);
  EXPECT_EQ(c.say("CAPA\r\nUSER mrose\r\nCAPA\r\n"), "-ERR early\r\n+OK send the password\r\n-ERR early\r\n");
  EXPECT_EQ(statuses(c.say("PASS tan staaf\r\n")), "+OK");
  EXPECT_EQ(c.say("CAPA\r\nRETR 1\r\nDELE 1\r\nRETR 1\r\nRETR 9\r\n"),
            "-ERR late\r\n+OK alive\r\n+OK message 1 deleted\r\n+OK dead\r\n"
            "-ERR no such message, only 2 messages in maildrop\r\n");
  EXPECT_EQ(c.say("STAT\r\nDELE 2\r\nSTAT\r\n"), "+OK 1 35\r\n+OK message 2 deleted\r\n+OK nothing\r\n");
}

TEST(override_guards, uses_count_in_one_session) {
  served_mail s;
  s.bend(
      "on NOOP use 2\n  S: +OK second\n"
      "on NOOP from use 4\n  S: +OK late\n"
      "on RETR 1 use 2\n  S: +OK again\n");
  for (int i = 0; i < 2; ++i) {
    conversation c = s.transaction();
    EXPECT_EQ(c.say("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"),
              "+OK done\r\n+OK second\r\n+OK done\r\n+OK late\r\n+OK late\r\n");
    EXPECT_EQ(c.say("RETR 2\r\nRETR 1\r\nRETR 1\r\n").substr(0, 6), "+OK 35");
    EXPECT_EQ(statuses(c.say("QUIT\r\n")), "+OK");
  }
}

TEST(override_guards, uses_also_count_behind_a_block_that_answers) {
  served_mail s;
  s.bend(
      "on NOOP use 1\n  S: +OK one\non NOOP use 2\n  S: +OK two\non any command use 3\n  S: +OK third of "
      "all\n");
  conversation c = s.transaction();  // USER and PASS are two
  EXPECT_EQ(c.say("NOOP\r\nNOOP\r\nNOOP\r\n"), "+OK one\r\n+OK two\r\n+OK done\r\n");
}

TEST(override_guards, after_means_answered_ok) {
  served_mail s;
  s.bend(
      "on STAT after DELE\n  S: +OK later\non DELE 2\n  S: -ERR no\non RSET\n  S: +OK\non NOOP after RSET\n  "
      "S: +OK too\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("DELE 9\r\nDELE 2\r\nSTAT\r\nNOOP\r\n"),
            "-ERR no such message, only 2 messages in maildrop\r\n-ERR no\r\n+OK 2 82\r\n+OK done\r\n");
  EXPECT_EQ(c.say("DELE 1\r\nSTAT\r\nRSET\r\nSTAT\r\nNOOP\r\n"),
            "+OK message 1 deleted\r\n+OK later\r\n+OK\r\n+OK later\r\n+OK too\r\n");
}

TEST(override_guards, case_and_length) {
  served_mail s;
  s.bend("on any command when lower case\n  S: -ERR shout\non any command longer than 20\n  S: -ERR long\n");
  conversation c(s.server);
  EXPECT_EQ(c.say("capa\r\nCapA\r\n"), "-ERR shout\r\n-ERR shout\r\n");
  EXPECT_EQ(statuses(c.say("USER mrose\r\n")), "+OK");
  EXPECT_EQ(c.say("USER 789012345678901\r\n" + std::string(100'000, 'X') + "\r\n"),
            "+OK send the password\r\n-ERR long\r\n");
  EXPECT_EQ(c.say("USER 7890123456789012\r\n"), "-ERR long\r\n");
}

TEST(override_guards, size_of_the_message) {
  served_mail s({"A: b\r\n\r\n" + std::string(1014, 'x') + "\r\n", "A: b\r\n\r\n" + std::string(1015, 'x')});
  s.bend(
      "on RETR larger than 1 KiB\n  S: -ERR too large\non STAT larger than 1 octets\n  S: -ERR no message\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.say("RETR 1\r\n").substr(0, 15), "+OK 1024 octets");
  EXPECT_EQ(c.say("RETR 2\r\n"), "-ERR too large\r\n");
  EXPECT_EQ(statuses(c.say("RETR 3\r\nSTAT\r\n")), "-ERR +OK");
}

TEST(override_guards, sessions_count_from_when_the_overrides_were_set) {
  served_mail s;
  {
    conversation earlier(s.server);
  }
  const auto greetings = [&] {
    std::string all;
    for (int i = 0; i < 4; ++i) {
      std::string greeting;
      conversation c(s.server, &greeting);
      all += greeting[4];
    }
    return all;
  };
  s.bend("on connect session 2\n  S: +OK 2\non connect from session 4\n  S: +OK 4\n");
  EXPECT_EQ(greetings(), "p2p4");
  s.bend("on connect session 2\n  S: +OK 2\n");
  EXPECT_EQ(greetings(), "p2pp");
}

TEST(override_guards, sessions_keep_the_script_they_began_with) {
  served_mail s;
  s.bend("on NOOP\n  S: +OK old\n");
  conversation c = s.transaction();
  s.server.set_overrides(nullptr);
  EXPECT_EQ(c.say("NOOP\r\n"), "+OK old\r\n");
  static_cast<void>(c.say("QUIT\r\n"));
  EXPECT_EQ(s.transaction().say("NOOP\r\n"), "+OK done\r\n");
}

TEST(override_events, connect_replaces_the_greeting) {
  server_settings settings;
  settings.md5_hex = toy_digest;
  settings.unique_text = [] { return std::string("1896.697170952"); };
  settings.host = "dbc.mtview.ca.us";
  served_mail s(two_messages(), settings);
  const auto greeting = [&](const char* blocks) {
    s.bend(blocks);
    std::string heard;
    conversation c(s.server, &heard);
    return heard;
  };
  EXPECT_EQ(greeting("on connect\n  S: -ERR busy\n"), "-ERR busy\r\n");
  EXPECT_EQ(greeting("on connect\n  silence\n"), "");
  EXPECT_EQ(greeting("on connect\n  S: +OK {=timestamp} ready\n"),
            "+OK <1896.697170952@dbc.mtview.ca.us> ready\r\n");
  EXPECT_EQ(greeting("on connect\n  answer\n  S: +OK twice\n"),
            "+OK popquiz POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n+OK twice\r\n");
  s.bend("on connect\n  S: -ERR go away\n  close\n");
  std::string heard;
  conversation c(s.server, &heard);
  EXPECT_TRUE(c.closed());
}

TEST(override_events, login_runs_behind_the_reply) {
  served_mail s;
  s.bend("on login\n  S: +OK unasked\n  remove message 1\n");
  conversation c(s.server);
  EXPECT_EQ(c.say("USER mrose\r\nPASS x\r\n"),
            "+OK send the password\r\n-ERR [AUTH] invalid user name or password\r\n");
  EXPECT_EQ(
      c.say(std::string(log_in) + "STAT\r\n"),
      "+OK send the password\r\n+OK maildrop has 2 messages (82 octets)\r\n+OK unasked\r\n+OK 1 35\r\n");
}

TEST(override_events, disconnect_without_quit) {
  served_mail s;
  s.bend("on disconnect when TRANSACTION\n  update\n");
  conversation c = s.transaction();
  static_cast<void>(c.say("DELE 1\r\n"));
  static_cast<void>(c.end());
  EXPECT_EQ(s.drop->messages(), 1U);
  conversation d = s.transaction();
  EXPECT_EQ(statuses(d.say("DELE 1\r\nRSET\r\nQUIT\r\n")), "+OK +OK +OK");
  EXPECT_EQ(s.drop->messages(), 1U);

  s.bend("on disconnect\n  S: -ERR goodbye\n");
  conversation half_closed = s.transaction();
  EXPECT_EQ(half_closed.end(), "-ERR goodbye\r\n");
  EXPECT_TRUE(half_closed.closed());
  conversation idle = s.transaction();
  EXPECT_EQ(idle.wait(600s), "-ERR goodbye\r\n");
  EXPECT_TRUE(idle.closed());
  conversation broken = s.transaction();
  EXPECT_EQ(broken.end(sansio::io_status::connection_reset), "");
  EXPECT_TRUE(broken.closed());
  conversation stopped = s.transaction();
  EXPECT_EQ(stopped.end(sansio::io_status::cancelled), "");
  EXPECT_TRUE(stopped.is_done());
}

TEST(override_events, idle_runs_once_until_the_next_command) {
  served_mail s;
  s.bend("on idle 60s\n  S: +OK still there\non idle 90s use 2\n  close\non idle 700s\n  S: never\n");
  conversation c = s.transaction();
  EXPECT_EQ(c.wait(59s), "");
  EXPECT_EQ(c.wait(1s), "+OK still there\r\n");
  EXPECT_EQ(c.wait(100s), "");
  EXPECT_EQ(c.say("NOOP\r\n"), "+OK done\r\n");
  EXPECT_EQ(c.wait(60s), "+OK still there\r\n");
  EXPECT_FALSE(c.closed());
  EXPECT_EQ(c.wait(30s), "");
  EXPECT_TRUE(c.closed());
}

TEST(override_events, idle_with_a_guard_that_does_not_hold_is_passed_over) {
  served_mail s;
  s.bend("on idle 60s when TRANSACTION\n  S: +OK in\non idle 60s when AUTHORIZATION\n  S: +OK out\n");
  conversation c(s.server);
  EXPECT_EQ(c.wait(60s), "+OK out\r\n");
  EXPECT_EQ(c.wait(500s), "");
  EXPECT_EQ(statuses(c.say(log_in)), "+OK +OK");
  EXPECT_EQ(c.wait(60s), "+OK in\r\n");
  EXPECT_EQ(c.wait(539s), "");
  EXPECT_FALSE(c.closed());
  EXPECT_EQ(c.wait(1s), "");
  EXPECT_TRUE(c.closed());
}

TEST(override_events, autologout_stays_as_it_was) {
  served_mail s;
  s.bend("on idle 60s\n  S: +OK\n");
  conversation c = s.transaction();
  static_cast<void>(c.wait(599s));
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(1s));
  EXPECT_TRUE(c.closed());
}

TEST(override_actions, update_and_remove) {
  served_mail s;
  s.bend("on DELE\n  answer\n  update\non NOOP\n  remove message 2\n  answer\n");
  conversation c = s.transaction();
  EXPECT_EQ(statuses(c.say("DELE 1\r\n")), "+OK");
  EXPECT_EQ(s.drop->messages(), 1U);
  EXPECT_EQ(c.say("RSET\r\n"), "+OK maildrop has 1 message (35 octets)\r\n")
      << "what is removed does not come back";
  EXPECT_EQ(statuses(c.say("NOOP\r\n")), "+OK");
  EXPECT_EQ(s.drop->messages(), 0U);
  EXPECT_EQ(c.say("STAT\r\nRSET\r\nSTAT\r\n"),
            "+OK 0 0\r\n+OK maildrop has 0 messages (0 octets)\r\n+OK 0 0\r\n");
  EXPECT_EQ(statuses(c.say("QUIT\r\n")), "+OK");
}

TEST(override_actions, locks) {
  served_mail s;
  const auto locked = [&] {
    conversation c(s.server);
    return c.say(log_in).find("[IN-USE]") != std::string::npos;
  };
  s.bend("on QUIT session 1\n  keep lock\n  answer\n");
  static_cast<void>(s.transaction().say("QUIT\r\n"));
  EXPECT_TRUE(locked());
  s.bend("on login\n  release lock\n");
  EXPECT_FALSE(locked()) << "new overrides let go of kept locks";
  {
    conversation first = s.transaction();
    conversation second = s.transaction();
    EXPECT_EQ(second.say("STAT\r\n"), "+OK 2 82\r\n");
    EXPECT_EQ(statuses(second.say("DELE 1\r\nQUIT\r\n")), "+OK +OK");
    EXPECT_EQ(statuses(first.say("RETR 1\r\n")).substr(0, 3), "+OK") << "its snapshot stays";
    EXPECT_EQ(statuses(first.say("DELE 1\r\nQUIT\r\n")), "+OK +OK") << "gone already is gone";
  }
  s.bend("on PASS\n  ignore lock\n  answer\n");
  conversation first = s.transaction();
  conversation second = s.transaction();
  static_cast<void>(second.say("QUIT\r\n"));
  s.server.set_overrides(nullptr);
  EXPECT_TRUE(locked()) << "the first one's lock is its own";
  static_cast<void>(first.say("QUIT\r\n"));
  EXPECT_FALSE(locked());
}

TEST(override_actions, states_entered_without_authentication) {
  served_mail s;
  s.bend(
      "on PASS\n  enter TRANSACTION\n  S: +OK come in\non NOOP\n  enter AUTHORIZATION\n  S: +OK out\non "
      "login\n  S: +OK hello\n");
  conversation c(s.server);
  EXPECT_EQ(c.say("USER mrose\r\nPASS wrong\r\nSTAT\r\nNOOP\r\nSTAT\r\n"),
            "+OK send the password\r\n+OK come in\r\n+OK hello\r\n+OK 2 82\r\n+OK out\r\n-ERR not in the "
            "AUTHORIZATION state\r\n");
  conversation d = [&] {
    conversation made(s.server);
    EXPECT_EQ(made.say("PASS x\r\nSTAT\r\n"), "+OK come in\r\n+OK hello\r\n+OK 2 82\r\n");
    return made;
  }();
  s.server.set_account("a", "x", std::make_shared<memory_maildrop>(std::vector<std::string>{}));
  s.bend("on USER\n  S: -ERR no\n  enter TRANSACTION\n");
  conversation named(s.server);
  EXPECT_EQ(named.say("USER mrose\r\nSTAT\r\n"), "-ERR no\r\n+OK 2 82\r\n")
      << "whom USER named, though refused";
  s.bend("on STAT\n  enter TRANSACTION\n  answer\n");
  conversation e(s.server);
  EXPECT_EQ(e.say("STAT\r\n"), "+OK 0 0\r\n") << "with the first account, whoever holds the lock";
}

}  // namespace
}  // namespace popquiz::mockserver::test
