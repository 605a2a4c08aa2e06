#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

#include <string>

namespace popquiz::cli {

/// Which report, and where it goes: `test server` and `report` have both.
void add_report_choice(CLI::App& to, std::string& format, std::string& output, const char* which,
                       const char* where);
/// `popquiz report`.
void add_report_options(CLI::App& to, report_arguments& into);

}  // namespace popquiz::cli
