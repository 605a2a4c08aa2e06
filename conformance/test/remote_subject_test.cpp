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
