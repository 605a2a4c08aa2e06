#pragma once

#include <chrono>
#include <cmath>

namespace popquiz::cli {

/// A number of seconds that a user gave, to the nearest millisecond.
[[nodiscard]] inline std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

}  // namespace popquiz::cli
