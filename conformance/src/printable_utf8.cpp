#include "printable_utf8.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace popquiz::conformance {
namespace {

unsigned octet(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

bool is_continuation(unsigned o) {
  return (o & 0xC0U) == 0x80U;
}

/// Octets of the character that `text` begins with; 0 when it is not well-formed (RFC 3629 section 4)
/// or not to be printed: a control, U+FFFE, U+FFFF.
std::size_t printable_length(std::string_view text) {
  const unsigned first = octet(text, 0);
  const unsigned second = octet(text, 1);
  if (first < 0x80) {
    return first >= 0x20 && first != 0x7F ? 1 : 0;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    const bool control = first == 0xC2 && second < 0xA0;
    return is_continuation(second) && !control ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool shortest = first != 0xE0 || second >= 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    const bool no_character = first == 0xEF && second == 0xBF && octet(text, 2) >= 0xBE;
    const bool formed = is_continuation(second) && is_continuation(octet(text, 2));
    return formed && shortest && !surrogate && !no_character ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool in_range = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second < 0x90);
    const bool formed =
        is_continuation(second) && is_continuation(octet(text, 2)) && is_continuation(octet(text, 3));
    return formed && in_range ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string printable_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = printable_length(text);
    if (length != 0) {
      out.append(text.substr(0, length));
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", octet(text, 0));
    }
    text.remove_prefix(length != 0 ? length : 1);
  }
  return out;
}

}  // namespace popquiz::conformance
