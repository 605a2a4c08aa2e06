#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz requirements`.
[[nodiscard]] exit_code run_requirements(const requirements_arguments& arguments);

}  // namespace popquiz::cli
