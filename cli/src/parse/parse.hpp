#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz parse`.
[[nodiscard]] exit_code run_parse(const parse_arguments& arguments);

}  // namespace popquiz::cli
