#pragma once

#include <cstdint>

namespace popquiz::mockserver {

/// A well spread number made of one or more others, the same on every machine (the finalizer of
/// splitmix64). Not for secrets.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) noexcept {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}
template <class... More>
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t first, std::uint64_t second, More... more) noexcept {
  return mix(mix(first) ^ second, more...);
}

}  // namespace popquiz::mockserver
