#pragma once

#include <valgrind/callgrind.h>

#include <chrono>
#include <utility>

namespace popquiz::bench {

/// What is done while one of these lives is what a pass is about: callgrind counts its instructions (with
/// --collect-atstart=no only these), and its time is added up for who measures time. On one thread.
class counted_section {
 public:
  counted_section() noexcept : begin_(std::chrono::steady_clock::now()) { CALLGRIND_TOGGLE_COLLECT; }
  ~counted_section() {
    CALLGRIND_TOGGLE_COLLECT;
    total() += std::chrono::steady_clock::now() - begin_;
  }
  counted_section(const counted_section&) = delete;
  counted_section& operator=(const counted_section&) = delete;

  /// Seconds in all sections since it was asked last.
  [[nodiscard]] static double take_seconds() noexcept {
    return std::chrono::duration<double>(std::exchange(total(), {})).count();
  }

 private:
  static std::chrono::steady_clock::duration& total() noexcept {
    static std::chrono::steady_clock::duration all{};
    return all;
  }

  std::chrono::steady_clock::time_point begin_;
};

}  // namespace popquiz::bench
