#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz record`.
[[nodiscard]] exit_code run_record(const record_arguments& arguments);

}  // namespace popquiz::cli
