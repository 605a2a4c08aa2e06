#pragma once

#include <popquiz/conformance/check.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace popquiz::conformance {

/// The order in which checks are played: random among those that leave the mail alone; those that change it
/// stay last, in the suite's order. A seed gives the same orders everywhere and in every version.
class check_order {
 public:
  explicit check_order(std::uint64_t seed) : random_(seed) {}

  /// Indices into `checks`; each call gives another order.
  [[nodiscard]] std::vector<std::size_t> next(std::span<const check> checks);

 private:
  std::mt19937_64 random_;  // its numbers are the standard's, unlike those of std::shuffle
};

}  // namespace popquiz::conformance
