#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace popquiz::testkit {

inline constexpr std::size_t three_piece_limit = 48;  ///< octets; three pieces are quadratic in number

/// Calls `fn(std::span<const std::string_view> pieces)` for the ways a stream may be cut: whole,
/// every two pieces (an empty one too), every three pieces of a short input, and chunks of a fixed
/// size around the sizes at which code that looks at several octets at once changes its mind.
template <class Function>
void for_each_partition(std::string_view input, Function fn) {
  fn(std::span<const std::string_view>(&input, 1));
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    const std::array two{input.substr(0, cut), input.substr(cut)};
    fn(std::span<const std::string_view>(two));
  }
  if (input.size() <= three_piece_limit) {
    for (std::size_t first = 0; first <= input.size(); ++first) {
      for (std::size_t second = first; second <= input.size(); ++second) {
        const std::array three{input.substr(0, first), input.substr(first, second - first),
                               input.substr(second)};
        fn(std::span<const std::string_view>(three));
      }
    }
  }
  constexpr std::array<std::size_t, 23> sizes{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                              13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65};
  std::vector<std::string_view> chunks;
  for (const std::size_t size : sizes) {
    chunks.clear();
    for (std::size_t at = 0; at < input.size(); at += size) {
      chunks.push_back(input.substr(at, size));
    }
    fn(std::span<const std::string_view>(chunks));
  }
}

}  // namespace popquiz::testkit
