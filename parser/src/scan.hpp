#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::parser::detail {

/// How many octets a line of the body may still have before a decision is needed.
struct line_room {
  std::uint64_t current;  ///< in the line under way
  std::uint64_t fresh;    ///< in every later line; 1 at least
};

/// What a scan passed over at the front of a piece.
struct body_run {
  std::size_t length = 0;      ///< octets passed
  std::size_t spans = 0;       ///< closed spans written, each up to a stuffing dot; none is empty
  std::size_t begin = 0;       ///< where the open span begins: behind the last stuffing dot, or 0
  std::size_t line = 0;        ///< octets behind the last CRLF, a stuffing dot not counted, or length
  bool line_ended = false;     ///< the run has a CRLF
  bool at_line_start = false;  ///< the run's last octets are a CRLF
  std::size_t nuls = 0;
  std::size_t first_nul = 0;  ///< meaningful when nuls != 0; so below
  std::size_t eight_bits = 0;
  std::size_t first_eight_bit = 0;
};

/// The body scan: passes over ordinary octets, CRLF pairs and stuffed dots, and stops in front of
///   - a dot behind a CRLF, when no second dot follows it within `octets` or `spans` is full,
///   - a carriage return that is not followed by a line feed within `octets`,
///   - a line feed without carriage return,
///   - an octet for which its line has no room.
/// A stuffing dot closes a span: the octets since the last one go to `spans`, the dot to nobody. The
/// first octet is taken to be no dot at a line's start. Looks at an octet a constant number of times,
/// so that many short runs cost as much as one long run.
using scan_body = body_run (*)(std::string_view octets, line_room room,
                               std::span<std::string_view> spans) noexcept;

/// The outgoing scan: the first place in `octets` before which something must be inserted: a line
/// feed without carriage return, or a dot at a line's start; octets.size() when there is none. The first
/// octet is taken to be neither.
using scan_message = std::size_t (*)(std::string_view octets) noexcept;

struct scan_functions {
  std::string_view name;
  scan_body body;
  scan_message message;
};

extern const scan_functions scalar_functions;

/// The SIMD kernels that this build has and this machine can run, the fastest first.
[[nodiscard]] std::span<const scan_functions* const> simd_functions() noexcept;

}  // namespace popquiz::parser::detail
