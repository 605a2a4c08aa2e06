#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

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

/// Overwrites `size` octets in a way that no compiler leaves out.
inline void wipe(char* octets, std::size_t size) noexcept {
  volatile char* const at = octets;
  for (std::size_t i = 0; i < size; ++i) {
    at[i] = '\0';
  }
}

inline void wipe(std::string& text) noexcept {
  wipe(text.data(), text.size());
  text.clear();
}

/// A text that is overwritten before its memory goes back.
class secret_text {
 public:
  secret_text() = default;
  explicit secret_text(std::string text) noexcept : text_(std::move(text)) {}
  ~secret_text() { wipe(text_); }
  secret_text(const secret_text&) = delete;
  secret_text& operator=(const secret_text&) = delete;

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace popquiz::sasl
