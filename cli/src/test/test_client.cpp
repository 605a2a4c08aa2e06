#include "test/test_client.hpp"

#include "progress.hpp"
#include "test/suite_run.hpp"
#include "test/tested_client.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/client_runner.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <malloc.h>

#include <utility>

namespace popquiz::cli {
namespace {

/// Each client starts as a fork of this process, which costs what that has resident. With an arena a thread,
/// the C library keeps what each round's threads let go: three rounds of all scenarios came to 300 MiB
/// instead of 37, and one to twice the kernel time.
void stay_small() noexcept {
  static_cast<void>(::mallopt(M_ARENA_MAX, 1));
}

}  // namespace

exit_code run_test_client(const test_client_arguments& arguments) {
  complaint why;
  const auto whole =
      load_suite(arguments, {conformance::builtin_scenarios, conformance::scenarios_with_folder}, why);
  if (!whole) {
    return complain(why.what, why.code);
  }
  const conformance::suite chosen = conformance::select(*whole, arguments.only);
  if (chosen.checks.empty()) {
    return complain(fmt::format("no scenario's id matches \"{}\"", fmt::join(arguments.only, "\" or \"")),
                    exit_code::nothing_ran);
  }
  if (arguments.list) {
    return list_suite(arguments, chosen);
  }
  const auto client = make_tested_client(arguments, why);
  if (!client) {
    return complain(why.what, why.code);
  }
  auto expected = load_expectations(arguments, *whole, why);
  if (!expected) {
    return complain(why.what, why.code);
  }
  stay_small();
  progress shown;
  conformance::run_settings settings = settings_of(arguments, shown);
  settings.allow_changes = true;
  settings.expected = std::move(*expected);
  const conformance::run_outcome outcome = conformance::run_scenarios(chosen, *client, settings);
  shown.clear();
  return report_run(arguments, outcome);
}

}  // namespace popquiz::cli
