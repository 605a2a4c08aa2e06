#include "test/requirements.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/coverage.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace popquiz::cli {

exit_code run_requirements(const requirements_arguments& arguments) {
  using conformance::requirement;
  using conformance::role;
  const auto all = conformance::requirements();
  if (!arguments.rfc.empty() && std::ranges::find(all, arguments.rfc, &requirement::rfc) == all.end()) {
    return complain(fmt::format("--rfc: there is no requirement of RFC {}", arguments.rfc), exit_code::usage);
  }
  std::string why;
  auto suite = conformance::builtin_suite(why);
  const auto scenarios = suite ? conformance::builtin_scenarios(why) : std::nullopt;
  const auto reasons = scenarios ? conformance::reasons(why) : std::nullopt;
  if (!reasons) {
    return complain(why, exit_code::unreachable);
  }
  suite->checks.insert(suite->checks.end(), scenarios->checks.begin(), scenarios->checks.end());
  conformance::coverage_choice choice{std::nullopt, arguments.rfc, arguments.uncovered};
  if (arguments.server || arguments.client) {
    choice.side = arguments.server ? role::server : role::client;
  }
  const auto rows = conformance::coverage_of(*suite, *reasons, choice);
  if (!print_out(arguments.format == "json" ? conformance::coverage_json(rows)
                                            : conformance::coverage_text(rows))) {
    return complain("standard output can't be written", exit_code::unreachable);
  }
  return arguments.uncovered && !rows.empty() ? exit_code::check_failed : exit_code::success;
}

}  // namespace popquiz::cli
