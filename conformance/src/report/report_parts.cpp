#include "report/report_parts.hpp"

#include <popquiz/conformance/requirement.hpp>

#include "report/printable_utf8.hpp"
#include "suite/level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace popquiz::conformance {

namespace {

constexpr std::size_t listed_rounds = 20;

// The worst first; standing_of() counts on this order.
constexpr std::array<standing, 8> all_standings{{
    {0, "fail", "fail", "failed"},
    {1, "flaky", "flaky", "flaky"},
    {2, "error", "error", "without verdict"},
    {3, "unexpected", "passes", "passed unexpectedly"},
    {4, "known", "known", "known failures"},
    {5, "deviation", "deviation", "deviations"},
    {6, "pass", "pass", "passed"},
    {7, "skip", "skip", "skipped"},
}};

}  // namespace

standing standing_at(std::size_t rank) {
  return all_standings.at(rank);
}

standing standing_of(const check_result& c) {
  const bool failed =
      c.outcome == verdict::fail || c.outcome == verdict::flaky || c.outcome == verdict::deviation;
  std::string_view key = describe(c.outcome);
  if (c.expected_failure && failed) {
    key = "known";
  } else if (c.expected_failure && c.outcome == verdict::pass) {
    key = "unexpected";
  }
  return *std::ranges::find(all_standings, key, &standing::key);
}

std::size_t unexpected_failures(const run_result& r) {
  return static_cast<std::size_t>(std::ranges::count_if(r.checks, is_unexpected_failure));
}

std::string rounds_text(const check_result& c) {
  if (c.outcome != verdict::flaky) {
    return {};
  }
  std::vector<std::pair<verdict, std::vector<std::string>>> by_verdict;  // in the order they first came
  for (std::size_t i = 0; i < c.rounds.size(); ++i) {
    auto found = std::ranges::find(by_verdict, c.rounds[i], &decltype(by_verdict)::value_type::first);
    if (found == by_verdict.end()) {
      found = by_verdict.insert(found, {c.rounds[i], {}});
    }
    found->second.push_back(std::to_string(i + 1));
  }
  std::vector<std::string> parts;
  for (auto& [v, numbers] : by_verdict) {
    const std::size_t more = numbers.size() - std::min(numbers.size(), listed_rounds);
    numbers.resize(numbers.size() - more);
    parts.push_back(fmt::format("{} in {}{}", describe(v), joined(numbers, ", "),
                                more == 0 ? "" : fmt::format(" and {} more", more)));
  }
  return joined(parts, "; ");
}

std::string run_text(const run_result& r) {
  std::vector<std::string> parts;
  if (r.rounds > 1) {
    const std::size_t flaky = r.count().flaky;
    parts.push_back(fmt::format("{} rounds, {} changed", r.rounds,
                                flaky == 0   ? "no verdict"
                                : flaky == 1 ? "1 verdict"
                                             : fmt::format("{} verdicts", flaky)));
  }
  if (r.seed) {
    parts.push_back(fmt::format("--shuffle --seed {}", *r.seed));
  }
  return joined(parts, ", ");
}

std::string_view mark_text(script::transcript_mark mark) noexcept {
  switch (mark) {
    case script::transcript_mark::client:
      return "C:";
    case script::transcript_mark::server:
      return "S:";
    case script::transcript_mark::note:
      break;
  }
  return "--";
}

std::string transcript_text(const check_result& of, const script::transcript_line& line) {
  std::string text;
  if (line.session < of.sessions.size() && !of.sessions[line.session].empty()) {
    text = "[" + of.sessions[line.session] + "] ";
  }
  return printable_utf8(fmt::format("{}{} {}", text, mark_text(line.mark), line.text));
}

std::string finding(const check_result& of) {
  std::string rule;
  if (!of.harm.empty()) {
    rule = fmt::format("{}: {}", of.level, of.harm);
  } else if (of.clauses.empty()) {
    rule = "not as the check expects";
  } else if (of.level == derived_level) {
    rule = fmt::format("not as derived from {}", joined(of.clauses, ", "));
  } else {
    rule = fmt::format("{} {} ({})", of.outcome == verdict::deviation ? "deviates from" : "violates",
                       joined(of.clauses, ", "), of.level);
  }
  if (of.outcome == verdict::flaky) {
    rule = fmt::format("flaky ({}): {}", rounds_text(of), rule);
  }
  if (of.expected.empty()) {
    return printable_utf8(fmt::format("{}: {}", rule, of.reason));
  }
  return printable_utf8(fmt::format("{}: expected {}, came {}", rule, of.expected, of.came));
}

std::vector<std::string> rules_of(const check_result& of) {
  std::vector<std::string> rules;
  for (const std::string& id : of.requirements) {
    if (const requirement* const found = find_requirement(id)) {
      rules.emplace_back(found->text);
    }
  }
  return rules;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::string seconds(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e6);
}

}  // namespace popquiz::conformance
