#include "suite/described_check.hpp"

#include "suite/level.hpp"

#include <popquiz/conformance/requirement.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace popquiz::conformance {

check_result describe_check(const check& c, const run_settings& settings) {
  check_result r;
  r.id = c.dialogue.id;
  r.title = c.dialogue.title;
  r.requirements = c.dialogue.requirements;
  r.level = level_of(c.dialogue);
  r.harm = c.dialogue.robustness;
  for (const std::string& id : r.requirements) {
    const requirement* const found = find_requirement(id);
    if (found != nullptr && std::ranges::find(r.clauses, found->clause) == r.clauses.end()) {
      r.clauses.emplace_back(found->clause);
    }
  }
  if (const auto expected = settings.expected.find(r.id); expected != settings.expected.end()) {
    r.expected_failure = true;
    r.expectation = expected->second.reason;
  }
  return r;
}

void note_whether_known(check_result& r, const run_settings& settings) {
  const auto listed = settings.expected.find(r.id);
  if (listed != settings.expected.end() && !listed->second.is_met_by(r.expected, r.came)) {
    r.expected_failure = false;
    r.expectation = fmt::format("\"{}\": {}", listed->second.part, listed->second.reason);
  }
}

check_result skipped(const check& c, const run_settings& settings, std::string reason) {
  check_result r = describe_check(c, settings);
  r.outcome = verdict::skip;
  r.reason = std::move(reason);
  return r;
}

check_result failed_to_run(const check& c, const run_settings& settings, std::string reason) {
  check_result r = skipped(c, settings, std::move(reason));
  r.outcome = verdict::error;
  return r;
}

}  // namespace popquiz::conformance
