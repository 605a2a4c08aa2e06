#pragma once

#include <algorithm>
#include <string_view>

namespace popquiz::mockserver {

[[nodiscard]] constexpr char in_capitals(char octet) noexcept {
  return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - 'a' + 'A') : octet;
}

/// Equal but for the case of ASCII letters.
[[nodiscard]] constexpr bool is_same_keyword(std::string_view one, std::string_view other) noexcept {
  return std::ranges::equal(one, other, {}, in_capitals, in_capitals);
}

}  // namespace popquiz::mockserver
