#pragma once

#include <cstdint>
#include <string_view>

namespace popquiz::parser {

/// Why octets could not be understood. One value for replies, listings and commands, so that a
/// report prints all of them the same way.
enum class parse_errc : std::uint8_t {
  none,

  // Replies. The offset is that of the first offending octet in the stream.
  bad_status_indicator,  ///< neither "+OK" nor "-ERR" in upper case, nor a challenge where one may come
  status_line_too_long,  ///< strict: over 512 octets with CRLF (RFC 1939 §3); tolerant: over reply_limits
  missing_space,         ///< strict: text follows the indicator without a space
  bare_lf,               ///< strict: a line feed without carriage return
  bare_cr,               ///< strict: a carriage return without line feed
  unstuffed_dot,  ///< strict: a line begins with one dot and other octets: no server that stuffs sends it
  body_line_too_long,  ///< over reply_limits::body_line
  body_too_long,       ///< over reply_limits::body

  // Listings and capabilities.
  missing_number,
  bad_number,       ///< not base-10 digits only
  number_overflow,  ///< more than 64 bits
  bad_separator,    ///< other than exactly one space
  missing_unique_id,
  unique_id_too_long,    ///< over 70 octets (RFC 1939 §7)
  bad_unique_id_octet,   ///< outside 0x21 to 0x7E
  text_after_listing,    ///< strict: anything behind the size or the unique-id
  missing_capability,    ///< an empty line in CAPA
  bad_capability_octet,  ///< a control or 8-bit octet in a capability line

  // Commands.
  command_line_too_long,  ///< over command_limits::line
  unknown_command,
  missing_argument,
  too_many_arguments,
  bad_argument,       ///< not what the command table asks for at this place
  bad_command_octet,  ///< a control octet, bare CR, bare LF or NUL in a command line
};

/// A short description in the field's terms, e.g. "line feed without carriage return".
/// Valid for ever.
[[nodiscard]] std::string_view describe(parse_errc error) noexcept;

}  // namespace popquiz::parser
