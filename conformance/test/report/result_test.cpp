#include <popquiz/conformance/result.hpp>

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

check_result with(verdict v, bool expected = false) {
  check_result c;
  c.outcome = v;
  c.expected_failure = expected;
  return c;
}

exit_code code(std::vector<check_result> checks) {
  run_result r;
  r.checks = std::move(checks);
  return exit_code_of(r);
}

TEST(result, counts_each_verdict_and_the_expected_ones) {
  run_result r;
  r.checks = {with(verdict::pass),       with(verdict::pass, true),      with(verdict::fail),
              with(verdict::fail, true), with(verdict::deviation, true), with(verdict::skip, true),
              with(verdict::error)};
  const totals t = r.count();
  EXPECT_EQ(t.pass, 2U);
  EXPECT_EQ(t.fail, 2U);
  EXPECT_EQ(t.deviation, 1U);
  EXPECT_EQ(t.skip, 1U);
  EXPECT_EQ(t.error, 1U);
  EXPECT_EQ(t.expected_failures, 2U);
  EXPECT_EQ(t.unexpected_passes, 1U);
}

TEST(exit_codes, no_failure_is_success) {
  EXPECT_EQ(code({with(verdict::pass), with(verdict::deviation), with(verdict::skip)}), exit_code::success);
  EXPECT_EQ(code({with(verdict::fail, true)}), exit_code::success);
}

TEST(exit_codes, a_failure_is_1_whatever_else_there_is) {
  EXPECT_EQ(code({with(verdict::error), with(verdict::pass, true), with(verdict::fail)}),
            exit_code::check_failed);
}

TEST(exit_codes, an_error_of_the_harness_is_3) {
  EXPECT_EQ(code({with(verdict::pass, true), with(verdict::error)}), exit_code::unreachable);
}

TEST(exit_codes, an_expected_failure_that_passes_is_4) {
  EXPECT_EQ(code({with(verdict::pass), with(verdict::pass, true)}), exit_code::unexpected_pass);
}

TEST(exit_codes, nothing_ran_is_5) {
  EXPECT_EQ(code({}), exit_code::nothing_ran);
  EXPECT_EQ(code({with(verdict::skip)}), exit_code::nothing_ran);
}

}  // namespace
}  // namespace popquiz::conformance
