#include <popquiz/conformance/result.hpp>

#include <algorithm>

namespace popquiz::conformance {

std::string_view describe(verdict v) noexcept {
  switch (v) {
    case verdict::pass:
      return "pass";
    case verdict::fail:
      return "fail";
    case verdict::deviation:
      return "deviation";
    case verdict::skip:
      return "skip";
    case verdict::flaky:
      return "flaky";
    case verdict::error:
      break;
  }
  return "error";
}

totals run_result::count() const {
  totals t;
  for (const check_result& c : checks) {
    switch (c.outcome) {
      case verdict::pass:
        ++t.pass;
        t.unexpected_passes += c.expected_failure ? 1U : 0U;
        break;
      case verdict::fail:
        ++t.fail;
        t.expected_failures += c.expected_failure ? 1U : 0U;
        break;
      case verdict::deviation:
        ++t.deviation;
        t.expected_failures += c.expected_failure ? 1U : 0U;
        break;
      case verdict::skip:
        ++t.skip;
        break;
      case verdict::error:
        ++t.error;
        break;
      case verdict::flaky:
        ++t.flaky;
        t.expected_failures += c.expected_failure ? 1U : 0U;
        break;
    }
  }
  return t;
}

bool is_unexpected_failure(const check_result& c) noexcept {
  return (c.outcome == verdict::fail || c.outcome == verdict::flaky) && !c.expected_failure;
}

exit_code exit_code_of(const run_result& r) {
  if (std::ranges::any_of(r.checks, is_unexpected_failure)) {
    return exit_code::check_failed;
  }
  const totals t = r.count();
  if (t.error != 0) {
    return exit_code::unreachable;
  }
  if (t.unexpected_passes != 0) {
    return exit_code::unexpected_pass;
  }
  return t.pass + t.fail + t.deviation + t.flaky == 0 ? exit_code::nothing_ran : exit_code::success;
}

}  // namespace popquiz::conformance
