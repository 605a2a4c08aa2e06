#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz report`: results of `test server --format json`, one as any report, several side by side.
[[nodiscard]] exit_code run_report(const report_arguments& arguments);

}  // namespace popquiz::cli
