#pragma once

#include "message.hpp"
#include "options/arguments.hpp"
#include "progress.hpp"
#include "test/test_subject.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/runner.hpp>

#include <optional>
#include <string>

namespace popquiz::cli {

// What `test server` and `test client` do alike with a suite and its results.

/// The checks that were chosen, and what is known to fail of the whole suite.
struct chosen_suite {
  conformance::suite checks;
  conformance::expectations expected;
};

/// The built-in suite, or it with the folder of --suite.
struct suite_source {
  std::optional<conformance::suite> (*builtin)(std::string& why);
  std::optional<conformance::suite> (*with_folder)(const std::string& folder, std::string& why);
};
[[nodiscard]] std::optional<conformance::suite> load_suite(const run_arguments& arguments,
                                                           const suite_source& from, complaint& why);
/// What --expect has; nothing and `why` set when it is no good.
[[nodiscard]] std::optional<conformance::expectations> load_expectations(const run_arguments& arguments,
                                                                         const conformance::suite& suite,
                                                                         complaint& why);

/// --list.
[[nodiscard]] exit_code list_suite(const run_arguments& arguments, const conformance::suite& suite);

/// What of the settings of a run the arguments say; SIGINT stops it, `shown` shows its progress and has to
/// outlive it.
[[nodiscard]] conformance::run_settings settings_of(const run_arguments& arguments, progress& shown);
/// The report where it belongs, or a complaint when the subject was not reached.
[[nodiscard]] exit_code report_run(const run_arguments& arguments, const conformance::run_outcome& outcome);

}  // namespace popquiz::cli
