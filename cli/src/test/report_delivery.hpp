#pragma once

#include "message.hpp"

#include <popquiz/conformance/reporter.hpp>

#include <string>
#include <string_view>

namespace popquiz::cli {

/// Colour where standard output is a terminal and NO_COLOR is not set.
[[nodiscard]] conformance::colour colour_of_stdout();

/// The report of a run as --format has it: text, json, junit, tap or html.
[[nodiscard]] std::string report_in(std::string_view format, const conformance::run_result& result,
                                    conformance::colour how);

/// A report, or a list, where it belongs: into a file, or to standard output when none is named. `code`, or 3
/// after a complaint when it can't be written.
[[nodiscard]] exit_code deliver(const std::string& text, const std::string& output, exit_code code);

}  // namespace popquiz::cli
