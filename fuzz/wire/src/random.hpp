#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace popquiz::fuzz_wire {

/// Numbers that a seed repeats.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : engine_(seed) {}

  /// 0 up to `bound` - 1. Precondition: bound is not 0.
  [[nodiscard]] std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  /// True once in `n` times.
  [[nodiscard]] bool once_in(std::size_t n) { return below(n) == 0; }
  template <class Items>
  [[nodiscard]] auto& one_of(Items& items) {
    return items[below(std::size(items))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace popquiz::fuzz_wire
