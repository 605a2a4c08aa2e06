#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/net/md5.hpp>

#include "check_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class runner : public testing::Test {
 protected:
  runner() : server_(account_settings{"quiz", "open sesame"}) {
    settings_.player.user = "quiz";
    settings_.player.password = "open sesame";
    settings_.player.md5_hex = net::md5_hex;
  }

  run_outcome run(std::vector<check> checks) {
    return run_suite(suite{std::move(checks)}, server_, settings_);
  }
  check_result run_one(check c) {
    auto outcome = run({std::move(c)});
    EXPECT_TRUE(outcome.reached) << outcome.why;
    return outcome.result.checks.empty() ? check_result() : outcome.result.checks.front();
  }

  memory_subject server_;
  run_settings settings_;
};

const std::string passing = "login\nC: NOOP\nS: +OK\n";
const std::string failing = "login\nC: NOOP\nS: -ERR\n";

TEST_F(runner, takes_the_servers_profile) {
  const auto outcome = run({check_of(passing)});
  ASSERT_TRUE(outcome.reached) << outcome.why;
  const server_profile& p = outcome.result.profile;
  EXPECT_EQ(p.name, "embedded reference server");
  EXPECT_FALSE(p.greeting.empty());
  EXPECT_TRUE(p.answers_capa && p.apop && p.top && p.uidl && p.user);
  EXPECT_THAT(p.capabilities_before_login, testing::Contains("TOP"));
  EXPECT_EQ(p.messages, 2U);
  EXPECT_GT(p.octets, 0U);
  EXPECT_EQ(p.tls.cipher, "");
  EXPECT_EQ(p.tls.begins, tls_beginning::by_stls);
  ASSERT_TRUE(p.tls.capabilities);
  EXPECT_THAT(*p.tls.capabilities, testing::Contains("TOP"));
  EXPECT_THAT(*p.tls.capabilities, testing::Not(testing::Contains("STLS")));
}

TEST_F(runner, tells_why_announced_stls_leads_nowhere) {
  const struct {
    const char* steps;
    const char* fault;
  } rows[] = {
      {"S: -ERR [SYS/TEMP] no certificate", "STLS is refused: -ERR [SYS/TEMP] no certificate"},
      {"S: +OK\n  close", "TLS failed"},
      {"S: +OK\n  wait 60m", "time allowed has passed"},
  };
  for (const auto& row : rows) {
    server_.set_overrides(overrides_of(std::string("on STLS\n  ") + row.steps + "\n"));
    const auto outcome = run({check_of(passing)});
    ASSERT_TRUE(outcome.reached) << outcome.why;
    EXPECT_EQ(outcome.result.profile.tls.begins, tls_beginning::none);
    EXPECT_EQ(outcome.result.profile.tls.fault, row.fault);
    EXPECT_EQ(outcome.result.checks.front().outcome, verdict::pass);
  }
}

TEST_F(runner, a_check_that_is_met_passes) {
  const check_result r = run_one(check_of(passing));
  EXPECT_EQ(r.outcome, verdict::pass) << r.reason << r.came;
  EXPECT_EQ(r.id, "test/one");
  EXPECT_EQ(r.level, "stated");
  EXPECT_THAT(r.clauses, ElementsAre("RFC 1939 \xC2\xA7"
                                     "5 DELE"));
  EXPECT_EQ(r.where, "");
}

TEST_F(runner, a_check_that_is_not_met_fails_and_says_how) {
  const check_result r = run_one(check_of(failing));
  EXPECT_EQ(r.outcome, verdict::fail);
  EXPECT_THAT(r.expected, HasSubstr("-ERR"));
  EXPECT_THAT(r.came, HasSubstr("+OK"));
  EXPECT_EQ(r.where, "test/one.pop3:8");
  EXPECT_FALSE(r.transcript.empty());
}

TEST_F(runner, the_policy_makes_it_a_deviation) {
  EXPECT_EQ(run_one(check_of(failing, "mismatch: deviation\n")).outcome, verdict::deviation);
}

TEST_F(runner, the_password_is_in_no_result) {
  const check_result r = run_one(check_of("S: +OK\nC: USER open sesame\nS: +OK nobody says this\n"));
  for (const script::transcript_line& line : r.transcript) {
    EXPECT_THAT(line.text, testing::Not(HasSubstr("open sesame")));
  }
}

TEST_F(runner, a_need_that_is_not_there_skips) {
  const check_result r = run_one(check_of(failing, "needs: 3 messages\n"));
  EXPECT_EQ(r.outcome, verdict::skip);
  EXPECT_EQ(r.reason, "needs 3 messages, the maildrop has 2");
}

TEST_F(runner, a_check_that_changes_mail_is_skipped_until_it_is_allowed) {
  EXPECT_EQ(run_one(check_of(passing, "changes: messages\n")).outcome, verdict::skip);
  settings_.allow_changes = true;
  EXPECT_EQ(run_one(check_of(passing, "changes: messages\n")).outcome, verdict::pass);
}

TEST_F(runner, a_slow_check_is_skipped_until_it_is_allowed) {
  EXPECT_EQ(run_one(check_of(passing, "slow: 10m\n")).reason, "takes 600 s by design (--slow runs it)");
  settings_.allow_slow = true;
  EXPECT_EQ(run_one(check_of(passing, "slow: 10m\n")).outcome, verdict::pass);
}

TEST_F(runner, a_failed_check_does_not_spoil_the_next) {
  const auto outcome = run({check_of("login\nC: STAT\nS: -ERR\n"), check_of(passing)});
  ASSERT_EQ(outcome.result.checks.size(), 2U);
  EXPECT_EQ(outcome.result.checks[0].outcome, verdict::fail);
  EXPECT_EQ(outcome.result.checks[1].outcome, verdict::pass) << outcome.result.checks[1].came;
}

TEST_F(runner, expectations_are_noted) {
  settings_.expected["test/one"] = {"ticket 12", ""};
  const check_result r = run_one(check_of(failing));
  EXPECT_TRUE(r.expected_failure);
  EXPECT_EQ(r.expectation, "ticket 12");
}

TEST_F(runner, a_listed_failure_that_is_another_is_a_failure) {
  settings_.expected["test/one"] = {"ticket 12", "done"};
  EXPECT_TRUE(run_one(check_of(failing)).expected_failure);
  settings_.expected["test/one"] = {"ticket 12", "[IN-USE]"};
  const check_result r = run_one(check_of(failing));
  EXPECT_FALSE(r.expected_failure);
  EXPECT_EQ(r.expectation, "\"[IN-USE]\": ticket 12");
}

TEST_F(runner, marks_the_line_that_is_not_as_expected) {
  std::vector<std::string> marked;
  for (const script::transcript_line& line : run_one(check_of(failing)).transcript) {
    if (line.offending) {
      marked.push_back(line.text);
    }
  }
  EXPECT_THAT(marked, ElementsAre("+OK done"));
}

TEST_F(runner, tells_how_far_it_is) {
  std::vector<std::string> told;
  settings_.progress = [&](const run_progress& far) {
    told.push_back(std::to_string(far.begun) + "/" + std::to_string(far.count) + " " + far.id);
  };
  run({check_of(passing), check_of(passing)});
  EXPECT_THAT(told, ElementsAre("1/2 test/one", "2/2 test/one"));
}

TEST_F(runner, an_interrupt_skips_the_rest) {
  std::atomic<bool> stop = false;
  settings_.stop = &stop;
  settings_.progress = [&](const run_progress&) { stop = true; };
  const auto outcome = run({check_of(passing), check_of(passing), check_of(passing)});
  ASSERT_EQ(outcome.result.checks.size(), 3U);
  EXPECT_EQ(outcome.result.checks[0].outcome, verdict::pass);
  EXPECT_EQ(outcome.result.checks[1].reason, "interrupted");
  EXPECT_EQ(outcome.result.checks[2].outcome, verdict::skip);
}

TEST_F(runner, without_checks_the_server_is_left_alone) {
  server_.set_overrides(overrides_of("on connect\n  S: -ERR out of service\n"));
  const auto outcome = run({});
  EXPECT_TRUE(outcome.reached);
  EXPECT_EQ(exit_code_of(outcome.result), exit_code::nothing_ran);
}

TEST_F(runner, a_server_that_refuses_service_is_not_reached) {
  server_.set_overrides(overrides_of("on connect\n  S: -ERR out of service\n"));
  const auto outcome = run({check_of(passing)});
  EXPECT_FALSE(outcome.reached);
  EXPECT_EQ(outcome.why, "embedded reference server refuses service: -ERR out of service");
}

TEST_F(runner, what_is_not_pop3_is_named) {
  server_.set_overrides(overrides_of("on connect\n  S! \"SSH-2.0-OpenSSH_9.2\\r\\n\"\n"));
  EXPECT_EQ(run({check_of(passing)}).why,
            "embedded reference server is not a POP3 server: it begins with \"SSH-2.0-OpenSSH_9.2\\r\\n\"");
}

TEST_F(runner, silence_has_an_end) {
  server_.set_overrides(overrides_of("on connect\n  silence\n"));
  EXPECT_EQ(run({check_of(passing)}).why,
            "embedded reference server: no POP3 greeting within 10 s (if the port wants TLS: --tls)");
}

TEST_F(runner, a_server_that_trickles_is_given_up) {
  const std::string trickle = "  repeat 10000 times\n    S! \"+\"\n    wait 9s\n";
  server_.set_overrides(overrides_of("on NOOP\n" + trickle));
  const check_result r = run_one(check_of(passing));
  EXPECT_EQ(r.outcome, verdict::fail) << r.reason;
  EXPECT_LT(r.duration, std::chrono::minutes(6));
}

TEST_F(runner, a_listing_that_trickles_is_given_up_and_the_command_counts_as_offered) {
  server_.set_overrides(
      overrides_of("on UIDL\n  S: +OK\n  repeat 10000 times\n    S! \"1 x\\r\\n\"\n    wait 9s\n"));
  const auto begin = server_.now();
  const auto outcome = run({check_of(passing)});
  EXPECT_TRUE(outcome.reached) << outcome.why;
  EXPECT_TRUE(outcome.result.profile.uidl);
  EXPECT_TRUE(outcome.result.profile.top);
  EXPECT_LT(server_.now() - begin, std::chrono::minutes(3));
}

TEST_F(runner, a_body_without_end_is_given_up_soon) {
  server_.set_overrides(
      overrides_of("on RETR\n  S: +OK\n  repeat until closed or 8 MiB\n    S! \"0123456789abcdef\\r\\n\"\n  "
                   "S: .\n"));
  const check_result r = run_one(check_of("login\nC: RETR 1\nS: +OK\nC: NOOP\nS: +OK\n"));
  EXPECT_EQ(r.outcome, verdict::error);
  EXPECT_THAT(r.reason, testing::MatchesRegex("a body of more than 10[0-9]{5} octets"));
}

TEST_F(runner, a_refused_login_is_told_without_the_password) {
  server_.set_overrides(overrides_of("on PASS\n  S: -ERR open sesame is wrong\n"));
  EXPECT_EQ(run({check_of(passing)}).why,
            "embedded reference server refuses the login of \"quiz\": -ERR {secret} is wrong");
}

TEST_F(runner, a_server_without_capa_has_a_profile_too) {
  server_.set_overrides(
      overrides_of("on CAPA\n  S: -ERR what\non UIDL\n  S: -ERR what\non TOP\n  S: -ERR what\n"));
  const auto outcome = run({check_of(passing)});
  ASSERT_TRUE(outcome.reached) << outcome.why;
  EXPECT_FALSE(outcome.result.profile.answers_capa);
  EXPECT_FALSE(outcome.result.profile.uidl);
  EXPECT_FALSE(outcome.result.profile.top);
  EXPECT_TRUE(outcome.result.profile.user);
}

TEST_F(runner, a_server_that_hangs_up_on_capa_has_a_profile_too) {
  server_.set_overrides(overrides_of("on CAPA\n  close\n"));
  const auto outcome = run({check_of(passing)});
  ASSERT_TRUE(outcome.reached) << outcome.why;
  EXPECT_FALSE(outcome.result.profile.answers_capa);
}

/// A check with an id of its own.
check named(const std::string& id, const std::string& steps, const std::string& header = "") {
  check c = check_of(steps, header);
  c.dialogue.id = id;
  return c;
}

std::vector<std::string> ids(const run_outcome& outcome) {
  std::vector<std::string> all;
  for (const check_result& c : outcome.result.checks) {
    all.push_back(c.id);
  }
  return all;
}

TEST_F(runner, fail_fast_skips_what_stands_behind_a_failure) {
  settings_.fail_fast = true;
  const auto outcome = run({named("a", passing), named("b", failing), named("c", passing)});
  ASSERT_EQ(outcome.result.checks.size(), 3U);
  EXPECT_EQ(outcome.result.checks[0].outcome, verdict::pass);
  EXPECT_EQ(outcome.result.checks[1].outcome, verdict::fail);
  EXPECT_EQ(outcome.result.checks[2].outcome, verdict::skip);
  EXPECT_EQ(outcome.result.checks[2].reason, "b has failed (--fail-fast)");
}

TEST_F(runner, fail_fast_goes_on_behind_a_known_failure_and_a_deviation) {
  settings_.fail_fast = true;
  settings_.expected["b"] = {"ticket 12", ""};
  const auto outcome =
      run({named("a", failing, "mismatch: deviation\n"), named("b", failing), named("c", passing)});
  EXPECT_EQ(outcome.result.checks.back().outcome, verdict::pass);
}

TEST_F(runner, rounds_that_agree_are_one_verdict) {
  settings_.rounds = 3;
  const auto outcome = run({named("a", passing), named("b", failing)});
  EXPECT_EQ(outcome.result.rounds, 3U);
  EXPECT_EQ(outcome.result.checks[0].outcome, verdict::pass);
  EXPECT_EQ(outcome.result.checks[1].outcome, verdict::fail);
  EXPECT_THAT(outcome.result.checks[1].rounds, testing::SizeIs(3));
  EXPECT_EQ(outcome.result.count().flaky, 0U);
}

TEST_F(runner, a_verdict_that_changes_between_rounds_is_flaky) {
  // Sessions count on through all rounds: the profile has two, then each round one.
  server_.set_overrides(overrides_of("on NOOP session 4\n  S: -ERR not now\n"));
  settings_.rounds = 3;
  const auto outcome = run({named("a", passing)});
  const check_result& r = outcome.result.checks.front();
  EXPECT_EQ(r.outcome, verdict::flaky);
  EXPECT_THAT(r.rounds, ElementsAre(verdict::pass, verdict::fail, verdict::pass));
  EXPECT_THAT(r.came, HasSubstr("-ERR not now"));
  EXPECT_EQ(exit_code_of(outcome.result), exit_code::check_failed);
}

TEST_F(runner, a_flaky_check_ends_the_rounds_when_it_fails_fast) {
  server_.set_overrides(overrides_of("on NOOP session 4\n  S: -ERR not now\n"));
  settings_.rounds = 9;
  settings_.fail_fast = true;
  EXPECT_EQ(run({named("a", passing)}).result.rounds, 2U);
}

TEST_F(runner, progress_counts_through_all_rounds) {
  std::vector<std::string> told;
  settings_.rounds = 2;
  settings_.progress = [&](const run_progress& far) {
    told.push_back(std::to_string(far.begun) + "/" + std::to_string(far.count) + " " + far.id);
  };
  run({named("a", passing), named("b", passing)});
  EXPECT_THAT(told, ElementsAre("1/4 a", "2/4 b", "3/4 a", "4/4 b"));
}

TEST_F(runner, a_seed_is_an_order) {
  const std::vector<check> checks{named("a", passing), named("b", passing), named("c", passing),
                                  named("d", passing), named("e", passing)};
  settings_.seed = 7;
  const auto first = ids(run(checks));
  EXPECT_EQ(ids(run(checks)), first);
  EXPECT_THAT(first, testing::UnorderedElementsAre("a", "b", "c", "d", "e"));
  EXPECT_EQ(run(checks).result.seed, 7U);
  settings_.seed = 8;
  EXPECT_NE(ids(run(checks)), first);
}

TEST_F(runner, a_server_that_hangs_from_some_time_on_is_given_up) {
  // The profile has two sessions, then each check one.
  server_.set_overrides(overrides_of("on connect from session 5\n  silence\n"));
  std::vector<check> checks;
  for (int i = 0; i < 300; ++i) {
    checks.push_back(named("t" + std::to_string(i), passing));
  }
  settings_.rounds = 2;
  const auto begin = server_.now();
  const auto outcome = run(checks);
  ASSERT_EQ(outcome.result.checks.size(), checks.size());
  EXPECT_LT(server_.now() - begin, std::chrono::minutes(1));
  EXPECT_EQ(outcome.result.rounds, 1U);
  std::vector<verdict> first;
  for (std::size_t i = 0; i < 8; ++i) {
    first.push_back(outcome.result.checks[i].outcome);
  }
  EXPECT_THAT(first, ElementsAre(verdict::pass, verdict::pass, verdict::fail, verdict::fail, verdict::fail,
                                 verdict::error, verdict::error, verdict::error));
  const check_result& last = outcome.result.checks.back();
  EXPECT_EQ(last.outcome, verdict::error);
  EXPECT_THAT(last.reason, HasSubstr("given up behind 3 checks in a row"));
  EXPECT_THAT(last.reason, HasSubstr("came nothing for 10s"));
}

TEST_F(runner, a_server_that_hangs_now_and_then_is_not_given_up) {
  server_.set_overrides(
      overrides_of("on connect session 4\n  silence\non connect session 5\n  silence\n"
                   "on connect session 7\n  silence\non connect session 8\n  silence\n"));
  std::vector<check> checks;
  for (int i = 0; i < 8; ++i) {
    checks.push_back(named("t" + std::to_string(i), passing));
  }
  const auto outcome = run(checks);
  EXPECT_EQ(outcome.result.count().pass, 4U);
  EXPECT_EQ(outcome.result.count().error, 0U);
}

TEST_F(runner, several_servers_share_the_checks) {
  memory_subject second(account_settings{"quiz", "open sesame"});
  memory_subject third(account_settings{"quiz", "open sesame"});
  const std::vector<subject*> servers{&server_, &second, &third};
  std::vector<check> checks;
  for (int i = 0; i < 30; ++i) {
    checks.push_back(named("t" + std::to_string(i), i % 7 == 3 ? failing : passing));
  }
  std::size_t told = 0;
  settings_.progress = [&](const run_progress&) { ++told; };
  const auto outcome = run_suite(suite{checks}, servers, settings_);
  ASSERT_EQ(outcome.result.checks.size(), checks.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(outcome.result.checks[i].id, checks[i].dialogue.id);
    EXPECT_EQ(outcome.result.checks[i].outcome, i % 7 == 3 ? verdict::fail : verdict::pass);
  }
  EXPECT_EQ(told, checks.size());
}

}  // namespace
}  // namespace popquiz::conformance
