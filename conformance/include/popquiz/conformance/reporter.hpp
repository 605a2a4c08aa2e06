#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>

#include <cstdint>
#include <string>

namespace popquiz::conformance {

enum class colour : std::uint8_t { plain, ansi };

/// A report for a person: profile, a line a check, then each failure with clause, what was expected, what
/// came and the conversation, then the totals and the time.
[[nodiscard]] std::string report_text(const run_result& r, colour how);
/// The totals and the time as one line, without line end.
[[nodiscard]] std::string summary_line(const run_result& r);
/// The model as JSON (docs/result.schema.json).
[[nodiscard]] std::string report_json(const run_result& r);
/// JUnit XML, one testcase a check. Octets that XML 1.0 forbids are escaped.
[[nodiscard]] std::string report_junit(const run_result& r);
/// One HTML page that needs nothing else: profile, totals, and each check with rule, clause, what was
/// expected, what came and the conversation. Filters need a script, which is within; reading does not.
/// Nothing that the server said can become markup.
[[nodiscard]] std::string report_html(const run_result& r);
/// TAP version 14, a test line a check, with a YAML block where a check was not passed. A known failure is
/// "not ok" with TODO, and so is a deviation; a known failure that passes, and an error, are "not ok".
[[nodiscard]] std::string report_tap(const run_result& r);

/// The checks of a suite, a line each: id, level, title.
[[nodiscard]] std::string list_text(const suite& of);
/// The same as JSON, an array of objects with all that the headers say (docs/checks.md).
[[nodiscard]] std::string list_json(const suite& of);

}  // namespace popquiz::conformance
