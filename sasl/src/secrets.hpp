#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popquiz::sasl {

/// Takes as long for any two texts of these lengths.
[[nodiscard]] inline bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  unsigned differing = a.size() == b.size() ? 0U : 1U;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    differing |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
  }
  return differing == 0;
}

/// Overwrites what `text` holds.
inline void wipe(std::string& text) noexcept {
  volatile char* octets = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) {
    octets[i] = '\0';
  }
  text.clear();
}

}  // namespace popquiz::sasl
