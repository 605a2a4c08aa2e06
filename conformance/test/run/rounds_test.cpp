#include "run/rounds.hpp"

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using enum verdict;

check_result round_with(verdict v, std::string came = "") {
  check_result r;
  r.outcome = v;
  r.came = std::move(came);
  r.duration = std::chrono::microseconds(10);
  return r;
}

check_result after(const std::vector<verdict>& rounds) {
  check_result r = round_with(rounds.front());
  for (std::size_t i = 1; i < rounds.size(); ++i) {
    add_round(r, round_with(rounds[i]));
  }
  return r;
}

TEST(rounds, make_one_verdict) {
  const struct {
    std::vector<verdict> rounds;
    verdict outcome;
  } rows[] = {
      {{pass, pass, pass}, pass},
      {{fail, fail}, fail},
      {{skip, skip}, skip},
      {{error, error}, error},
      {{deviation, deviation}, deviation},
      {{pass, fail}, flaky},
      {{fail, pass, pass}, flaky},
      {{pass, error}, flaky},
      {{deviation, fail}, flaky},
      {{pass, pass, fail}, flaky},
      {{pass, fail, fail}, flaky},
      {{pass, skip}, pass},
      {{skip, fail}, fail},
      {{skip, pass, skip, fail}, flaky},
  };
  for (const auto& row : rows) {
    const check_result r = after(row.rounds);
    EXPECT_EQ(r.outcome, row.outcome) << testing::PrintToString(row.rounds);
    EXPECT_EQ(r.rounds, row.rounds);
  }
}

TEST(rounds, keep_the_first_that_was_not_passed) {
  check_result r = round_with(pass);
  add_round(r, round_with(fail, "first"));
  add_round(r, round_with(fail, "second"));
  EXPECT_EQ(r.came, "first");
  EXPECT_EQ(r.duration, std::chrono::microseconds(30));
}

TEST(rounds, a_flaky_check_is_known_only_when_each_failure_was) {
  const auto listed = [](verdict v, bool known) {
    check_result r = round_with(v);
    r.expected_failure = known;
    return r;
  };
  check_result r = listed(pass, true);
  add_round(r, listed(fail, true));
  EXPECT_TRUE(r.expected_failure);
  add_round(r, listed(fail, false));
  EXPECT_FALSE(r.expected_failure);
}

}  // namespace
}  // namespace popquiz::conformance
