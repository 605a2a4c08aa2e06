// The whole suite against a correct server that lacks one thing: nothing fails, and what needs it says so.

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/mockserver/capability.hpp>
#include <popquiz/mockserver/sasl_offers.hpp>
#include <popquiz/net/md5.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::conformance {
namespace {

/// Neither: nothing is left out.
struct lack {
  std::optional<mockserver::capability> capability = std::nullopt;
  bool apop = false;
};

std::string name_of(const lack& what) {
  return what.capability ? std::string(mockserver::name_of(*what.capability))
         : what.apop     ? "APOP"
                         : "nothing";
}

std::vector<lack> everything_that_can_lack() {
  std::vector<lack> all{{}, {.apop = true}};
  for (std::size_t i = 0; i < mockserver::capability_count; ++i) {
    all.push_back({.capability = static_cast<mockserver::capability>(i)});
  }
  return all;
}

/// What a check's `needs:` can ask for and a server can lack.
bool is_a_need(const std::string& name) {
  return std::set<std::string>{"TOP",  "UIDL",       "APOP",       "USER",           "SASL", "STLS",
                               "UTF8", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "LANG"}
      .contains(name);
}

run_result play(const lack& what) {
  mockserver::server_settings server;
  mockserver::offer_sasl(server);
  server.expire_days = 7;
  server.apop = !what.apop;
  if (what.capability) {
    server.capabilities.leave_out(*what.capability);
  }
  const account_settings account;
  memory_subject subject(account, std::move(server));
  run_settings settings;
  settings.allow_changes = true;
  settings.allow_slow = true;  // in virtual time
  settings.player.user = account.user;
  settings.player.password = account.password;
  settings.player.md5_hex = net::md5_hex;
  std::string why;
  const auto checks = builtin_suite(why);
  EXPECT_TRUE(checks) << why;
  const run_outcome outcome = run_suite(checks.value_or(suite()), subject, settings);
  EXPECT_TRUE(outcome.reached) << outcome.why;
  return outcome.result;
}

std::string story(const check_result& r) {
  return r.id + ": " + std::string(describe(r.outcome)) + " at " + r.where + ", expected " + r.expected +
         ", came " + r.came + ", reason " + r.reason;
}

class the_suite_without : public testing::TestWithParam<lack> {};

TEST_P(the_suite_without, skips_what_needs_it_and_fails_nothing) {
  const std::string lacks = name_of(GetParam());
  const run_result result = play(GetParam());
  std::size_t skipped = 0;
  for (const check_result& r : result.checks) {
    EXPECT_TRUE(r.outcome == verdict::pass || r.outcome == verdict::skip) << story(r);
    if (r.outcome == verdict::skip) {
      ++skipped;
      // AUTH-RESP-CODE is of no use to a client that takes no code for one.
      const std::string missing =
          lacks == "RESP-CODES" && r.reason.ends_with("AUTH-RESP-CODE") ? "AUTH-RESP-CODE" : lacks;
      EXPECT_TRUE(r.reason == "the server does not offer " + missing ||
                  (r.reason + ' ').starts_with("CAPA does not list " + missing + ' '))
          << story(r);
    }
  }
  EXPECT_EQ(skipped != 0, is_a_need(lacks));
  EXPECT_LT(skipped, result.checks.size());
}

TEST(the_suite, knows_its_needs_of_every_check_that_uses_them) {
  std::string why;
  const auto checks = builtin_suite(why);
  ASSERT_TRUE(checks) << why;
  std::set<std::string> needed;
  for (const check& c : checks->checks) {
    for (const std::string& need : c.dialogue.needs) {
      constexpr std::string_view word = "capability ";
      const std::string name = need.starts_with(word) ? need.substr(word.size()) : need;
      needed.insert(name.substr(0, name.find(' ')));
    }
  }
  for (const lack& what : everything_that_can_lack()) {
    EXPECT_EQ(needed.contains(name_of(what)), is_a_need(name_of(what))) << name_of(what);
  }
}

std::string test_name(const testing::TestParamInfo<lack>& info) {
  std::string name = name_of(info.param);
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(capability, the_suite_without, testing::ValuesIn(everything_that_can_lack()),
                         test_name);

}  // namespace
}  // namespace popquiz::conformance
