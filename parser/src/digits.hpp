#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser::detail {

/// A number's digits, without allocation.
class digits {
 public:
  explicit digits(std::uint64_t number) noexcept
      : end_(std::to_chars(text_.data(), text_.data() + text_.size(), number).ptr) {}
  digits(const digits&) = delete;
  digits& operator=(const digits&) = delete;
  [[nodiscard]] std::string_view view() const noexcept {
    return {text_.data(), static_cast<std::size_t>(end_ - text_.data())};
  }

 private:
  std::array<char, 20> text_{};
  char* end_;
};

}  // namespace popquiz::parser::detail
