// Every check passes on a correct server and fails on the one that breaks its rule; the others do not.

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/net/md5.hpp>

#include "builtin.hpp"
#include "can_meet.hpp"
#include "server/probe.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace popquiz::conformance {
namespace {

run_settings settings() {
  run_settings s;
  s.player.user = account_settings().user;
  s.player.password = account_settings().password;
  s.player.md5_hex = net::md5_hex;
  return s;
}

/// What the reference server offers; its checks' needs are judged by this even when it is bent.
const server_profile& full_profile() {
  static const server_profile taken = [] {
    memory_subject server{account_settings()};
    std::string why;
    auto profile = take_profile(server, settings().player, why);
    EXPECT_TRUE(profile) << why;
    return profile.value_or(server_profile());
  }();
  return taken;
}

/// Whether a block of a counter-example could run while the check is played.
bool can_meet(const check& c, const script::script& overrides) {
  static std::map<const check*, said_lines> known;
  const said_lines& said = known.try_emplace(&c, c.dialogue).first->second;
  return std::ranges::any_of(overrides.steps, [&](const script::step& s) {
    return said.can_meet(std::get<script::on_step>(s.what));
  });
}

/// One play; the session count of the overrides begins anew.
check_result play(const check& c, memory_subject& server,
                  const std::shared_ptr<const script::script>& overrides) {
  std::string why;
  server.set_overrides(overrides);
  EXPECT_TRUE(server.prepare(c.dialogue, why)) << why;
  return run_check(c, server, full_profile(), settings());
}

std::string story(const check_result& r) {
  std::string text = r.id + ": " + std::string(describe(r.outcome)) + " at " + r.where + "\n  expected " +
                     r.expected + "\n  came     " + r.came + "\n  reason   " + r.reason + "\n";
  for (const script::transcript_line& line : r.transcript) {
    const char* const mark = line.mark == script::transcript_mark::client   ? "C: "
                             : line.mark == script::transcript_mark::server ? "S: "
                                                                            : "-- ";
    text += "    " + std::string(mark) + line.text + "\n";
  }
  return text;
}

bool caught(const check_result& r) {
  return r.outcome == verdict::fail || r.outcome == verdict::deviation;
}

class every_check : public testing::TestWithParam<std::size_t> {
 protected:
  every_check() : server_(account_settings()) {}
  [[nodiscard]] static const check& under_test() { return builtin().checks[GetParam()]; }
  memory_subject server_;
};

TEST_P(every_check, passes_on_the_reference_server) {
  const check_result r = play(under_test(), server_, nullptr);
  EXPECT_EQ(r.outcome, verdict::pass) << story(r);
}

TEST_P(every_check, is_the_one_that_catches_its_counter_example) {
  const check& c = under_test();
  ASSERT_TRUE(c.counter_example) << c.dialogue.id;
  const auto overrides = std::make_shared<const script::script>(*c.counter_example);
  const check_result own = play(c, server_, overrides);
  EXPECT_TRUE(caught(own)) << "its own counter-example goes unnoticed\n" << story(own);
  EXPECT_EQ(server_.override_problem(), "");

  for (const check& other : builtin().checks) {
    if (&other == &c) {
      continue;
    }
    const bool listed = std::ranges::find(overrides->also, other.dialogue.id) != overrides->also.end();
    if (!listed && !can_meet(other, *overrides)) {
      continue;
    }
    const check_result r = play(other, server_, overrides);
    EXPECT_EQ(r.outcome == verdict::pass, !listed)
        << (listed ? "stands in `also:` and passes\n" : "does not stand in `also:` and does not pass\n")
        << story(r);
  }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& which) {
  std::string name = builtin().checks[which.param].dialogue.id;
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(suite, every_check, testing::Range<std::size_t>(0, builtin().checks.size()),
                         test_name);

}  // namespace
}  // namespace popquiz::conformance
