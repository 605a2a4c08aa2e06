#include "scan.hpp"

#include <algorithm>
#include <cstring>

namespace popquiz::parser::detail {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);

/// Whether any of 8 octets is over 127 or below 14, which NUL, CR and LF are. Without an octet over
/// 127 the subtraction borrows out of an octet only when it, or one before it, is below 14.
bool any_special(const char* octets) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, octets, word_size);
  return ((word | (word - 0x0E0E0E0E0E0E0E0EU)) & 0x8080808080808080U) != 0;
}

void count(body_run& run, char octet, std::size_t at) noexcept {
  if (octet == '\0') {
    run.first_nul = run.nuls++ == 0 ? at : run.first_nul;
  } else if (static_cast<unsigned char>(octet) > 127) {
    run.first_eight_bit = run.eight_bits++ == 0 ? at : run.first_eight_bit;
  }
}

body_run scan(std::string_view octets, line_room room, std::span<std::string_view> spans) noexcept {
  body_run run;
  std::size_t at = 0;
  std::size_t line = 0;  // where the current line began, behind its stuffing dot
  const std::size_t size = octets.size();
  std::uint64_t left = room.current;
  for (;;) {
    const std::size_t stop = line + static_cast<std::size_t>(std::min<std::uint64_t>(left, size - line));
    for (;;) {
      while (stop - at >= word_size && !any_special(octets.data() + at)) {
        at += word_size;
      }
      const std::size_t near = std::min(stop, at + word_size);
      while (at < near && octets[at] != '\r' && octets[at] != '\n') {
        count(run, octets[at], at);
        ++at;
      }
      if (at < near || at == stop) {
        break;
      }
    }
    if (size - at < 2 || octets[at] != '\r' || octets[at + 1] != '\n') {
      run.at_line_start = run.line_ended && at == line;
      break;
    }
    at += 2;
    line = at;
    run.line_ended = true;
    left = room.fresh;
    if (at < size && octets[at] == '.') {
      if (size - at < 2 || octets[at + 1] != '.' || run.spans == spans.size()) {
        run.at_line_start = true;
        break;
      }
      spans[run.spans++] = octets.substr(run.begin, at - run.begin);
      line = run.begin = ++at;
    }
  }
  run.length = at;
  run.line = at - line;
  return run;
}

std::size_t scan_outgoing(std::string_view octets) noexcept {
  for (std::size_t at = octets.find('\n'); at != std::string_view::npos; at = octets.find('\n', at + 1)) {
    if (at != 0 && octets[at - 1] != '\r') {
      return at;
    }
    if (at + 1 < octets.size() && octets[at + 1] == '.') {
      return at + 1;
    }
  }
  return octets.size();
}

}  // namespace

constinit const scan_functions scalar_functions{"scalar", scan, scan_outgoing};

}  // namespace popquiz::parser::detail
