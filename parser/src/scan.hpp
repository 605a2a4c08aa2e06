#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser::detail {

/// How many octets a line of the body may still have before a decision is needed.
struct line_room {
  std::uint64_t current;  ///< in the line under way
  std::uint64_t fresh;    ///< in every later line
};

/// Octets at the front of a piece that are handed out as they are.
struct ordinary_run {
  std::size_t length = 0;
  std::size_t tail = 0;     ///< octets behind the last CRLF in the run, or length when there is none
  bool line_ended = false;  ///< the run has a CRLF
  std::size_t nuls = 0;
  std::size_t first_nul = 0;  ///< meaningful when nuls != 0; so below
  std::size_t eight_bits = 0;
  std::size_t first_eight_bit = 0;
};

/// The body scan: passes over ordinary octets and CRLF pairs, and stops in front of
///   - a dot behind a CRLF,
///   - a carriage return that is not followed by a line feed within `octets`,
///   - a line feed without carriage return,
///   - an octet for which its line has no room.
/// The first octet is taken to be no dot at a line's start. Looks at no octet twice, so that any
/// number of short runs costs as much as one long run.
[[nodiscard]] ordinary_run scan_ordinary(std::string_view octets, line_room room) noexcept;

}  // namespace popquiz::parser::detail
