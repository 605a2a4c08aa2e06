// Over TCP: the server under test is an embedded one that the subject knows nothing about.

#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/conformance/remote_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/md5.hpp>

#include "check_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace popquiz::conformance {
namespace {

using testing::HasSubstr;

std::vector<std::string> messages_of(const char* name) {
  const corpus::fixture* const found = corpus::find_fixture(name);
  return {found->messages.begin(), found->messages.end()};
}

class remote_server : public testing::Test {
 protected:
  remote_server() {
    std::string why;
    mockserver::server_settings settings;
    settings.md5_hex = net::md5_hex;
    server_ = mockserver::embedded_server::start(std::move(settings), {}, why);
    EXPECT_NE(server_, nullptr) << why;
    hold(messages_of("five-plain"));
    remote_.where.host = "127.0.0.1";
    remote_.where.port = server_->port();
    remote_.login.user = "quiz";
    remote_.login.password = "quiz";
    remote_.login.md5_hex = net::md5_hex;
  }

  void hold(std::vector<std::string> messages) {
    server_->apply([&](mockserver::reference_server& s) {
      s.set_account("quiz", "quiz", std::make_shared<mockserver::memory_maildrop>(std::move(messages)));
    });
  }
  void bend(const std::string& steps) {
    server_->apply([&](mockserver::reference_server& s) { s.set_overrides(overrides_of(steps)); });
  }

  std::unique_ptr<mockserver::embedded_server> server_;
  remote_settings remote_;
  std::string why_;
};

TEST_F(remote_server, its_mail_is_learned_by_reading_it) {
  remote_subject subject(remote_);
  ASSERT_EQ(subject.learn(why_), remote_subject::learned::yes) << why_;
  EXPECT_EQ(subject.mail().messages(), 5U);
  EXPECT_EQ(subject.mail().message(3), canonical_message(messages_of("five-plain")[2]));
  EXPECT_FALSE(subject.knows_mail());
}

TEST_F(remote_server, mail_that_the_user_tells_is_known) {
  remote_.mail = known_mail(messages_of("five-plain"));
  remote_subject subject(remote_);
  ASSERT_EQ(subject.learn(why_), remote_subject::learned::yes) << why_;
  EXPECT_TRUE(subject.knows_mail());
  EXPECT_EQ(subject.mail().message(5), canonical_message(messages_of("five-plain")[4]));
}

TEST_F(remote_server, other_mail_than_the_user_tells_is_refused) {
  remote_.mail = known_mail(messages_of("two-plain"));
  EXPECT_EQ(remote_subject(remote_).learn(why_), remote_subject::learned::other_mail);
  EXPECT_EQ(why_, "--mail has 2 messages, the maildrop 5");
  remote_.mail = known_mail(std::vector<std::string>(5, "short\r\n"));
  EXPECT_EQ(remote_subject(remote_).learn(why_), remote_subject::learned::other_mail);
  EXPECT_THAT(why_, HasSubstr("message 1 of --mail has 7 octets, LIST says "));
}

TEST_F(remote_server, mail_is_learned_anew_behind_a_check_that_changes_it) {
  remote_.mail = known_mail(messages_of("five-plain"));
  remote_subject subject(remote_);
  run_settings settings;
  settings.allow_changes = true;
  settings.player = remote_.login;
  suite s;
  s.checks.push_back(check_of("login\nC: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n", "changes: messages\n"));
  s.checks.push_back(check_of("login\nC: RETR 2\nS: +OK\nS@ message 2\n", "needs: known mail\n"));
  const auto outcome = run_suite(s, subject, settings);
  ASSERT_TRUE(outcome.reached) << outcome.why;
  EXPECT_EQ(outcome.result.checks[0].outcome, verdict::pass) << outcome.result.checks[0].came;
  EXPECT_EQ(outcome.result.checks[1].outcome, verdict::pass)
      << outcome.result.checks[1].came << outcome.result.checks[1].reason;
  EXPECT_EQ(subject.mail().messages(), 4U);
  EXPECT_EQ(subject.mail().message(2), canonical_message(messages_of("five-plain")[2]));
}

struct spoilt_row {
  std::string name;
  std::string bend;                           ///< what the server does
  std::function<void(std::string&)> to_mail;  ///< and to the second message
  bool recognised;
};

class spoilt_mail : public remote_server, public testing::WithParamInterface<spoilt_row> {};

TEST_P(spoilt_mail, is_there_and_for_the_checks_to_judge) {
  const spoilt_row& row = GetParam();
  const fixture_mail mail(delivery_way::maildir, "r1");
  remote_.fixtures = mail;
  remote_.login.reply_timeout = std::chrono::milliseconds(100);
  remote_subject subject(remote_);
  ASSERT_TRUE(subject.note_what_is_there(why_)) << why_;
  std::vector<std::string> held = messages_of("five-plain");
  for (const fixture_message& each : mail.messages()) {
    held.push_back(canonical_message(each.octets));
  }
  row.to_mail(held[6]);
  hold(held);
  bend(row.bend);
  ASSERT_EQ(subject.await_fixtures(std::chrono::seconds(0), why_), remote_subject::learned::yes) << why_;
  EXPECT_TRUE(subject.knows_mail());
  EXPECT_EQ(subject.mail().message(2), canonical_message(messages_of("five-plain")[1]));
  for (std::size_t i = 0; i < mail.messages().size(); ++i) {
    EXPECT_EQ(subject.mail().message(i + 6), canonical_message(mail.messages()[i].octets)) << i;
  }
  EXPECT_THAT(subject.keeps_mail(),
              HasSubstr(row.recognised ? "mail of yours: 5 of" : "mail of yours: 6 of"));
}

void leave(std::string& /*message*/) {}

INSTANTIATE_TEST_SUITE_P(
    remote_server, spoilt_mail,
    testing::Values(
        spoilt_row{"not_at_all", "", leave, true},
        spoilt_row{"the_field_is_gone", "", [](std::string& m) { m.erase(0, m.find('\n') + 1); }, false},
        spoilt_row{"nothing_is_left", "", [](std::string& m) { m = "\r\n"; }, false},
        spoilt_row{"another_body", "", [](std::string& m) { m += "more\r\n"; }, true},
        spoilt_row{"dots_are_not_stuffed", "on RETR 7\n  S: +OK\n  S@ message 7 unstuffed\n", leave, true},
        spoilt_row{"it_is_refused", "on RETR 7\n  S: -ERR broken\n", leave, false},
        spoilt_row{"the_connection_is_closed", "on RETR 7\n  close\n", leave, false},
        spoilt_row{"the_connection_is_reset_within",
                   "on RETR 7\n  S: +OK\n  S@ message 7 first 60%\n  reset\n", leave, false},
        spoilt_row{"silence", "on RETR 7\n  silence\n", leave, false}),
    [](const auto& of) { return of.param.name; });

TEST_F(remote_server, mail_that_does_not_come_is_waited_for_in_vain) {
  remote_.fixtures = fixture_mail(delivery_way::maildir, "r1");
  remote_subject subject(remote_);
  ASSERT_TRUE(subject.note_what_is_there(why_)) << why_;
  EXPECT_EQ(subject.await_fixtures(std::chrono::seconds(0), why_), remote_subject::learned::unusable);
  EXPECT_THAT(why_, HasSubstr("can't be found there after 0 s"));
}

TEST_F(remote_server, one_that_answers_nothing_but_the_login_is_of_no_use) {
  remote_.login.reply_timeout = std::chrono::milliseconds(100);
  remote_subject subject(remote_);
  const script::script any;
  ASSERT_TRUE(subject.prepare(any, why_)) << why_;
  bend("on STAT\n  silence\n");
  ASSERT_EQ(subject.open(0, subject.now() + std::chrono::seconds(5)).status, sansio::io_status::ok);
  subject.drop_all();
  EXPECT_FALSE(subject.prepare(any, why_));
  EXPECT_THAT(why_, HasSubstr("STAT failed: time allowed has passed"));
}

TEST_F(remote_server, a_lock_that_lingers_is_waited_for) {
  remote_subject subject(remote_);
  const script::script any;
  ASSERT_TRUE(subject.prepare(any, why_)) << why_;
  bend("on PASS session 2\n  S: -ERR [IN-USE] locked\non PASS session 3\n  S: -ERR [IN-USE] locked\n");
  ASSERT_EQ(subject.open(0, subject.now() + std::chrono::seconds(5)).status, sansio::io_status::ok);
  subject.drop_all();
  EXPECT_TRUE(subject.prepare(any, why_)) << why_;
}

TEST_F(remote_server, a_lock_that_stays_is_an_error_in_time) {
  remote_subject subject(remote_);
  const script::script any;
  ASSERT_TRUE(subject.prepare(any, why_)) << why_;
  bend("on PASS\n  S: -ERR [IN-USE] locked\n");
  ASSERT_EQ(subject.open(0, subject.now() + std::chrono::seconds(5)).status, sansio::io_status::ok);
  subject.drop_all();
  const auto begin = subject.now();
  EXPECT_FALSE(subject.prepare(any, why_));
  EXPECT_LT(subject.now() - begin, std::chrono::seconds(5));
  EXPECT_THAT(why_, HasSubstr("refuses the login of \"quiz\": -ERR [IN-USE] locked"));
}

TEST(embedded_subject, runs_the_whole_suite_without_a_failure) {
  std::string why;
  const auto server = embedded_subject::start({}, why);
  ASSERT_NE(server, nullptr) << why;
  const auto loaded = builtin_suite(why);
  ASSERT_TRUE(loaded) << why;
  run_settings settings;
  settings.allow_changes = true;
  settings.player.user = "quiz";
  settings.player.password = account_settings().password;
  settings.player.md5_hex = net::md5_hex;
  const auto outcome = run_suite(*loaded, *server, settings);
  ASSERT_TRUE(outcome.reached) << outcome.why;
  for (const check_result& r : outcome.result.checks) {
    EXPECT_TRUE(r.outcome == verdict::pass || r.outcome == verdict::skip)
        << r.id << ": " << r.came << r.reason;
  }
  EXPECT_EQ(exit_code_of(outcome.result), exit_code::success);
}

}  // namespace
}  // namespace popquiz::conformance
