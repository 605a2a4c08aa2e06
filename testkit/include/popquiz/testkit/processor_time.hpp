#pragma once

#include <ctime>

namespace popquiz::testkit {

/// Of this process, in seconds: a bound on it holds on a busy machine, too.
inline double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace popquiz::testkit
