#pragma once

#include <cstdint>
#include <string_view>

namespace popquiz::client {

enum class header_line : std::uint8_t {
  empty,         ///< ends the header part
  field,         ///< "Name: ..."
  continuation,  ///< of the field before (RFC 5322 §2.2.3)
  envelope,      ///< "From ..." or ">From ..." of an mbox, which only the first line can be
  other,         ///< the header part ended without an empty line
};

/// What a line of a header part is, by its first octets; with or without its end.
[[nodiscard]] header_line kind_of_header_line(std::string_view line, bool is_first) noexcept;

}  // namespace popquiz::client
