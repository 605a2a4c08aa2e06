#pragma once

#include <cstddef>
#include <string>

namespace popquiz::bench {

inline constexpr std::size_t message_line_octets = 78;

/// Lines of so many octets, none of which begins with a dot: 312 KiB, more than what a socket takes at once.
inline std::string make_message_lines() {
  constexpr std::size_t lines = 4096;
  std::string block;
  for (std::size_t line = 0; line < lines; ++line) {
    for (std::size_t at = 0; at < message_line_octets - 2; ++at) {
      block += static_cast<char>('!' + (line * 7 + at * 3) % 94);
    }
    block[line * message_line_octets] = 'x';  // no dot to stuff
    block += "\r\n";
  }
  return block;
}

}  // namespace popquiz::bench
