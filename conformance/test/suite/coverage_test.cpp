// Which requirements are looked at, and that the reasons for the others are good ones.

#include <popquiz/conformance/coverage.hpp>

#include "builtin.hpp"
#include "check_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

coverage_reasons our_reasons() {
  std::string why;
  auto found = reasons(why);
  EXPECT_TRUE(found) << why;
  return found.value_or(coverage_reasons());
}

/// The checks of servers and the scenarios for clients.
const suite& everything() {
  static const suite all = [] {
    std::string why;
    suite both = builtin();
    const auto scenarios = builtin_scenarios(why);
    EXPECT_TRUE(scenarios) << why;
    if (scenarios) {
      both.checks.insert(both.checks.end(), scenarios->checks.begin(), scenarios->checks.end());
    }
    return both;
  }();
  return all;
}

class of_a_side : public testing::TestWithParam<role> {};
INSTANTIATE_TEST_SUITE_P(coverage, of_a_side, testing::Values(role::server, role::client),
                         [](const auto& row) { return row.param == role::server ? "server" : "client"; });

bool is_demanded(const requirement& r) {
  return r.level == "MUST" || r.level == "stated";
}

TEST_P(of_a_side, what_binds_it_and_can_be_seen_has_a_check_or_a_reason) {
  for (const coverage_row& row : coverage_of(everything(), our_reasons(), {GetParam(), "", false})) {
    EXPECT_TRUE(row.state != coverage_state::uncovered || !is_demanded(*row.what))
        << row.what->id << " has neither: " << row.what->text << " " << row.what->observe;
  }
}

TEST_P(of_a_side, a_reason_stands_for_what_has_no_check_and_could_have_one) {
  const auto rows = coverage_of(everything(), {}, {GetParam(), "", false});
  const coverage_reasons ours = our_reasons();
  for (const auto& [id, why_not] : ours.of(GetParam())) {
    const auto found = std::ranges::find_if(
        rows, [&wanted = id](const coverage_row& row) { return row.what->id == wanted; });
    ASSERT_NE(found, rows.end()) << id << " does not bind this side";
    EXPECT_EQ(found->state, coverage_state::uncovered) << id;
  }
}

TEST_P(of_a_side, reasons_name_a_kind_and_what_stands_in_the_way) {
  constexpr std::size_t shortest = 20;
  const coverage_reasons ours = our_reasons();
  for (const auto& [id, why_not] : ours.of(GetParam())) {
    const std::string& reason = why_not.reason;
    EXPECT_GE(reason.size(), shortest) << id;
    EXPECT_NE(reason.find(':'), std::string::npos)
        << id << ": expected a kind, a colon and what stands in the way";
  }
}

TEST(coverage, a_check_covers_the_requirements_it_names) {
  const suite one{{check_of("C: NOOP\nS: -ERR\n")}};
  const auto rows = coverage_of(one, {}, {role::server, "1939", false});
  const auto covered = std::ranges::count(rows, coverage_state::covered, &coverage_row::state);
  EXPECT_EQ(covered, 1);
  const auto found = std::ranges::find(rows, coverage_state::covered, &coverage_row::state);
  EXPECT_EQ(found->what->id, "R1939-5-40");
  EXPECT_EQ(found->checks, std::vector<std::string>{"test/one"});
}

TEST(coverage, a_reason_makes_no_check_of_what_has_one) {
  const suite one{{check_of("C: NOOP\nS: -ERR\n")}};
  const coverage_reasons why_not{{{"R1939-5-40", {"a: b", {}}}, {"R1939-3-45", {"c: d", {}}}}, {}};
  for (const coverage_row& row : coverage_of(one, why_not, {role::server, "1939", false})) {
    if (row.what->id == "R1939-5-40") {
      EXPECT_EQ(row.state, coverage_state::covered);
    }
    if (row.what->id == "R1939-3-45") {
      EXPECT_EQ(row.state, coverage_state::has_reason);
    }
  }
}

struct side_row {
  const char* id;
  bool at_server;
  bool at_client;
};
class a_side : public testing::TestWithParam<side_row> {};

TEST_P(a_side, sees_what_its_test_can_see) {
  const requirement* const found = find_requirement(GetParam().id);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(is_observable(*found, role::server), GetParam().at_server);
  EXPECT_EQ(is_observable(*found, role::client), GetParam().at_client);
}

INSTANTIATE_TEST_SUITE_P(coverage, a_side,
                         testing::Values(side_row{"R1939-3-02", true, false},   // S:
                                         side_row{"R1939-3-03", false, true},   // C:
                                         side_row{"R1939-3-04", true, true},    // S: ... C: ...
                                         side_row{"R5034-4-22", true, true},    // S/C:
                                         side_row{"R2195-2-04", false, false},  // S:, but it binds clients
                                         side_row{"R8314-4-08", false, false},  // not on the wire
                                         side_row{"R8314-4.5-01", false, false}));

TEST(coverage, a_reason_counts_for_its_side_alone) {
  const coverage_reasons why_not{{{"R1939-3-04", {"a: b", {}}}}, {}};  // binds both
  for (const role side : {role::server, role::client}) {
    const auto rows = coverage_of({}, why_not, {side, "1939", false});
    const auto found =
        std::ranges::find_if(rows, [](const coverage_row& row) { return row.what->id == "R1939-3-04"; });
    ASSERT_NE(found, rows.end());
    EXPECT_EQ(found->state == coverage_state::has_reason, side == role::server);
  }
}

TEST(coverage, is_counted_by_rfc_and_for_all) {
  const suite one{{check_of("C: NOOP\nS: -ERR\n")}};
  const auto rows = coverage_of(one, {{{"R1939-3-45", {"c: d", {}}}}, {}}, {role::server, "", false});
  const auto totals = count(rows);
  ASSERT_GE(totals.size(), 2U);
  EXPECT_EQ(totals.front().rfc, "1939");
  EXPECT_EQ(totals.front().covered, 1U);
  EXPECT_EQ(totals.front().has_reason, 1U);
  EXPECT_EQ(totals.back().rfc, "");
  EXPECT_EQ(totals.back().requirements, rows.size());
  EXPECT_EQ(totals.back().observable,
            totals.back().covered + totals.back().has_reason + totals.back().uncovered);
}

TEST(coverage, only_uncovered_leaves_out_the_rest) {
  const auto rows = coverage_of(everything(), our_reasons(), {std::nullopt, "", true});
  EXPECT_TRUE(std::ranges::all_of(
      rows, [](const coverage_row& row) { return row.state == coverage_state::uncovered; }));
}

}  // namespace
}  // namespace popquiz::conformance
