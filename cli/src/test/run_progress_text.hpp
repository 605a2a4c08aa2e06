#pragma once

#include <popquiz/conformance/runner.hpp>

#include <string>

namespace popquiz::cli {

/// "12/330 rfc1939/5/noop/answers"; with slow checks "12/330 (3 slow ones left, 9m50s)
/// rfc1939/5/noop/answers".
[[nodiscard]] std::string run_progress_text(const conformance::run_progress& far);

}  // namespace popquiz::cli
