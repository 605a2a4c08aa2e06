#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::mockserver {

/// Well-formed UTF-8 (RFC 3629 §4): no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// Looks for octets over 127 in the header of a message that comes in pieces. The header ends at the first
/// empty line, whatever ends lines.
class header_scan {
 public:
  /// A header is not looked at any further than so many octets.
  static constexpr std::size_t limit = 1024UL * 1024;

  /// The next piece; false once it is decided.
  [[nodiscard]] bool take(std::string_view piece) noexcept;
  [[nodiscard]] bool found() const noexcept { return found_; }

 private:
  std::size_t left_ = limit;
  bool at_line_start_ = true;  // of a line that is empty so far
  bool found_ = false;
};

}  // namespace popquiz::mockserver
