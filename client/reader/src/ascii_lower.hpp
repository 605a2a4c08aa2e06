#pragma once

namespace popquiz::client {

/// As names of fields and of HTML's elements are compared: whatever the locale is.
[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace popquiz::client
