#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz serve`.
[[nodiscard]] exit_code run_serve(const serve_arguments& arguments);

}  // namespace popquiz::cli
