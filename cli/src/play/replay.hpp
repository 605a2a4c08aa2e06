#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz replay`.
[[nodiscard]] exit_code run_replay(const replay_arguments& arguments);

}  // namespace popquiz::cli
