#pragma once

#include "choices.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace popquiz::fuzz {

/// How a stream is cut, chosen by three octets: where the first cut is, then a number of pieces of
/// one length or of changing lengths (an empty one too), then the rest at once. The number is
/// small, or most of the time would go into inputs cut into single octets; the length 254, which is
/// for regressions, gives more of those.
class pieces {
 public:
  /// The whole stream at once.
  pieces() noexcept = default;

  explicit pieces(choices& in) noexcept {
    first_ = in.octet();
    first_ += in.octet() << 8U;
    length_ = in.octet();
    seed_ = static_cast<std::uint32_t>(length_ * 2654435761U + first_) | 1U;
    cuts_left_ = length_ == 0 ? 1 : length_ == single_octets ? 40 : 8;
    is_whole_ = first_ == 0 && length_ == 0;
  }

  /// The length of the next piece of a stream of which `left` octets have not come yet.
  [[nodiscard]] std::size_t next(std::size_t left) noexcept {
    if (is_whole_ || cuts_left_ == 0) {
      return left;
    }
    --cuts_left_;
    std::size_t length = 0;
    if (at_first_) {
      at_first_ = false;
      length = first_ % (left + 1);
    } else {
      length = length_ < 96 ? length_ : length_ == single_octets ? 1 : changing_length();
    }
    return std::min(left, length);
  }

 private:
  static constexpr std::size_t single_octets = 254;

  [[nodiscard]] std::size_t changing_length() noexcept {
    seed_ ^= seed_ << 13U;  // xorshift32
    seed_ ^= seed_ >> 17U;
    seed_ ^= seed_ << 5U;
    return (seed_ >> 8U) % (length_ % 2 == 0 ? 4 : 40);
  }

  std::size_t first_ = 0;
  std::size_t length_ = 0;
  std::size_t cuts_left_ = 0;
  std::uint32_t seed_ = 1;
  bool at_first_ = true;
  bool is_whole_ = true;
};

}  // namespace popquiz::fuzz
