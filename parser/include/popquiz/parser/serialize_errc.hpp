#pragma once

#include <cstdint>
#include <string_view>

namespace popquiz::parser {

/// Why a command or a line of a reply was not written.
enum class serialize_errc : std::uint8_t {
  none,
  /// CR, LF or NUL, which would inject a line (RFC 1939 §3), or what the grammar has no place for.
  forbidden_octet,
  missing_argument,
  too_long,  ///< the line would pass the limit
};

/// A short description in the field's terms. Valid for ever.
[[nodiscard]] std::string_view describe(serialize_errc error) noexcept;

}  // namespace popquiz::parser
