#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include <string>

namespace popquiz::conformance {

/// What is reported of a check that was not played: skipped, or an error.
[[nodiscard]] check_result skipped(const check& c, const run_settings& settings, std::string reason);
[[nodiscard]] check_result failed_to_run(const check& c, const run_settings& settings, std::string reason);

}  // namespace popquiz::conformance
