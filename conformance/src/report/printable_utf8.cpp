#include "report/printable_utf8.hpp"

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

/// Of the characters of three octets those that end lines or turn the order of what stands around them:
/// a reader would see something else than what came (U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F,
/// U+FEFF).
bool is_deceptive(unsigned first, unsigned second, unsigned third) {
  if (first == 0xE2 && second == 0x80) {
    return (third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE);
  }
  if (first == 0xE2 && second == 0x81) {
    return third >= 0xA0 && third <= 0xAF;
  }
  return first == 0xEF && second == 0xBB && third == 0xBF;
}

/// Octets of the character that `text` begins with; 0 when it is not well-formed (RFC 3629 section 4)
/// or not to be printed: a control, a deceptive one, U+FFFE, U+FFFF.
std::size_t printable_length(std::string_view text) {
  const unsigned first = octet(text, 0);
  const unsigned second = octet(text, 1);
  if (first < 0x80) {
    return first >= 0x20 && first != 0x7F ? 1 : 0;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    const bool control = first == 0xC2 && second < 0xA0;
    const bool turns = first == 0xD8 && second == 0x9C;  // U+061C
    return is_continuation(second) && !control && !turns ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool shortest = first != 0xE0 || second >= 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    const bool no_character = first == 0xEF && second == 0xBF && octet(text, 2) >= 0xBE;
    const bool formed = is_continuation(second) && is_continuation(octet(text, 2));
    const bool deceptive = is_deceptive(first, second, octet(text, 2));
    return formed && shortest && !surrogate && !no_character && !deceptive ? 3 : 0;
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
