#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include <string>

namespace popquiz::conformance {

/// What a result says of the check itself: id, title, rules, and whether a failure is expected.
[[nodiscard]] check_result describe_check(const check& c, const run_settings& settings);
/// The same, not run, and why.
[[nodiscard]] check_result skipped(const check& c, const run_settings& settings, std::string reason);
/// The same, without verdict, and why.
[[nodiscard]] check_result failed_to_run(const check& c, const run_settings& settings, std::string reason);

/// A failure that is listed is a known one only when it is the one that was meant.
void note_whether_known(check_result& r, const run_settings& settings);

}  // namespace popquiz::conformance
