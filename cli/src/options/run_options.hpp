#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

#include <string>

namespace popquiz::cli {

// What `test server` and `test client` have in common. `unit`: what a suite consists of, "check" or
// "scenario".

/// Which of them run: --only, --suite, --expect, --list, --slow.
void add_suite_choice(CLI::App& to, run_arguments& into, const std::string& unit);
/// In which order, how often, how many at a time, and when that stops (docs/report.md).
void add_run_control(CLI::App& to, run_arguments& into, const std::string& unit, const char* shuffle_text,
                     const char* jobs_text);

}  // namespace popquiz::cli
