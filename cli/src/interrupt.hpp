#pragma once

#include <atomic>

namespace popquiz::cli {

/// From now on the first SIGINT sets the flag that is returned; a second one ends the program.
[[nodiscard]] const std::atomic<bool>& catch_interrupt();

}  // namespace popquiz::cli
