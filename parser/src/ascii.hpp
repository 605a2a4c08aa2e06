#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::parser::detail {

/// ASCII only, whatever the locale.
[[nodiscard]] constexpr char to_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
[[nodiscard]] constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
[[nodiscard]] constexpr bool is_eight_bit(char c) noexcept {
  return static_cast<unsigned char>(c) > 0x7F;
}
[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
  return is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'Z');
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_upper(a[i]) != to_upper(b[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::parser::detail
