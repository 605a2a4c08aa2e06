#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz drivers`.
[[nodiscard]] exit_code run_drivers(const drivers_arguments& arguments);

}  // namespace popquiz::cli
