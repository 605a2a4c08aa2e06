// Checks that take minutes, played in virtual time, and over TCP with some that take less.

#include <popquiz/conformance/embedded_subject.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/remote_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/net/md5.hpp>

#include "check_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

namespace popquiz::conformance {
namespace {

using testing::ElementsAre;

check named(const std::string& id, const std::string& steps, const std::string& header = "") {
  check c = check_of(steps, header);
  c.dialogue.id = id;
  return c;
}

std::vector<std::string> verdicts(const run_outcome& outcome) {
  std::vector<std::string> all;
  for (const check_result& r : outcome.result.checks) {
    all.push_back(r.id + " " + std::string(describe(r.outcome)) + (r.reason.empty() ? "" : ": " + r.reason));
  }
  return all;
}

run_settings settings_for(const account_settings& account) {
  run_settings settings;
  settings.allow_slow = true;
  settings.player.user = account.user;
  settings.player.password = account.password;
  settings.player.md5_hex = net::md5_hex;
  return settings;
}

const std::string quick = "login\nC: NOOP\nS: +OK\n";
const std::string before_login = "S: +OK\nwait 5m\n";
const std::string behind_login = "login\nwait 5m\n";
const std::string slow = "slow: 5m\n";

TEST(slow_checks, have_their_place_in_the_report_and_know_the_mail) {
  memory_subject server{account_settings()};
  const std::vector<check> checks{
      named("a", "login\nC: RETR 1\nS: +OK\nS@ message 1\nwait 5m\nC: RETR 1\nS: +OK\nS@ message 1\n",
            slow + "needs: known mail, 2 messages\n"),
      named("b", quick), named("c", before_login, slow),
      named("d", "login\nwait 5m\nC: NOOP\nS: -ERR\n", slow), named("e", quick)};
  EXPECT_THAT(verdicts(run_suite(suite{checks}, server, settings_for({}))),
              ElementsAre("a pass", "b pass", "c pass", "d fail", "e pass"));
}

TEST(slow_checks, are_played_in_each_round) {
  memory_subject server{account_settings()};
  run_settings settings = settings_for({});
  settings.rounds = 3;
  std::size_t told = 0;
  settings.progress = [&](const run_progress& far) { told = far.begun; };
  const auto outcome =
      run_suite(suite{{named("a", before_login, slow), named("b", behind_login, slow)}}, server, settings);
  EXPECT_EQ(outcome.result.checks.front().rounds.size(), 3U);
  EXPECT_EQ(told, 6U);
}

/// A run that would take minutes ends as soon as something says so.
class slow_checks_over_tcp : public testing::Test {
 protected:
  slow_checks_over_tcp()
      : server_(embedded_subject::start({}, why_)), begin_(std::chrono::steady_clock::now()) {
    EXPECT_NE(server_, nullptr) << why_;
  }
  ~slow_checks_over_tcp() override {
    EXPECT_LT(std::chrono::steady_clock::now() - begin_, std::chrono::seconds(60));
  }

  std::string why_;
  std::unique_ptr<embedded_subject> server_;
  run_settings settings_ = settings_for({});

 private:
  std::chrono::steady_clock::time_point begin_;
};

TEST_F(slow_checks_over_tcp, end_at_once_when_they_are_interrupted) {
  std::atomic<bool> stop = false;
  settings_.stop = &stop;
  settings_.progress = [&](const run_progress& far) { stop = far.begun == 3; };
  const std::vector<check> checks{named("a", before_login, slow),
                                  named("b", "login\nexpect nothing for 5m\n", slow),
                                  named("c", behind_login, slow), named("d", quick, "changes: messages\n")};
  EXPECT_THAT(verdicts(run_suite(suite{checks}, *server_, settings_)),
              ElementsAre("a skip: interrupted", "b skip: interrupted", "c skip: interrupted",
                          "d skip: interrupted"));
}

TEST_F(slow_checks_over_tcp, end_at_once_when_a_check_fails_fast) {
  settings_.fail_fast = true;
  const std::vector<check> checks{named("a", before_login, slow), named("b", "login\nC: NOOP\nS: -ERR\n"),
                                  named("c", behind_login, slow)};
  EXPECT_THAT(
      verdicts(run_suite(suite{checks}, *server_, settings_)),
      ElementsAre("a skip: b has failed (--fail-fast)", "b fail", "c skip: b has failed (--fail-fast)"));
}

TEST_F(slow_checks_over_tcp, tell_how_long_they_will_take) {
  std::atomic<bool> stop = false;
  settings_.stop = &stop;
  run_progress quick_one;
  run_progress later;
  settings_.progress = [&](const run_progress& far) {
    if (far.id == "q") {
      quick_one = far;
    }
    if (far.begun == 3 && far.slow_left < std::chrono::minutes(7)) {  // a second has gone by
      later = far;
      stop = true;
    }
  };
  const std::vector<check> checks{named("a", before_login, slow), named("b", behind_login, "slow: 7m\n"),
                                  named("q", quick)};
  static_cast<void>(run_suite(suite{checks}, *server_, settings_));
  EXPECT_EQ(quick_one.slow, 2U);
  EXPECT_EQ(quick_one.slow_left, std::chrono::minutes(7));
  EXPECT_EQ(later.slow, 2U);
  EXPECT_GT(later.slow_left, std::chrono::minutes(6));
}

/// A server with one maildrop, whose lock tells whether sessions meet.
class slow_checks_of_one_maildrop : public testing::Test {
 protected:
  slow_checks_of_one_maildrop() {
    std::string why;
    server_ = mockserver::embedded_server::start({}, {}, why);
    EXPECT_NE(server_, nullptr) << why;
    server_->apply([&](mockserver::reference_server& s) {
      s.set_account("quiz", "quiz",
                    std::make_shared<mockserver::memory_maildrop>(std::vector<std::string>{"a\r\n"}));
    });
  }

  std::vector<std::string> run(const std::vector<check>& checks) {
    remote_settings remote;
    remote.where.host = "127.0.0.1";
    remote.where.port = server_->port();
    remote.login = settings_.player;
    remote_subject subject(remote);
    return verdicts(run_suite(suite{checks}, subject, settings_));
  }

  std::unique_ptr<mockserver::embedded_server> server_;
  run_settings settings_ = settings_for({"quiz", "quiz"});
};

const std::string brief = "slow: 1s\n";

TEST_F(slow_checks_of_one_maildrop, wait_for_each_other_where_the_maildrop_is_locked) {
  const std::string steps = "login\nwait 300ms\nC: STAT\nS: +OK 1 3\n";
  EXPECT_THAT(run({named("a", steps, brief), named("b", steps, brief),
                   named("c", "S: +OK\nwait 300ms\n", brief), named("d", quick)}),
              ElementsAre("a pass", "b pass", "c pass", "d pass"));
}

TEST_F(slow_checks_of_one_maildrop, are_played_at_one_time_where_it_is_not) {
  server_->apply([](mockserver::reference_server& s) {
    s.set_overrides(overrides_of("on USER\n  ignore lock\n  answer\n"));
  });
  std::size_t most = 0;
  std::size_t told = 0;
  std::atomic<bool> stop = false;
  settings_.stop = &stop;
  settings_.progress = [&](const run_progress& far) {
    most = std::max(most, far.slow);
    told = far.begun;
    stop = far.begun == 2;
  };
  // One behind the other, the first would have to end before the second is told.
  EXPECT_THAT(run({named("a", behind_login, slow), named("b", behind_login, slow)}),
              ElementsAre("a skip: interrupted", "b skip: interrupted"));
  EXPECT_EQ(told, 2U);
  EXPECT_EQ(most, 2U);
}

}  // namespace
}  // namespace popquiz::conformance
