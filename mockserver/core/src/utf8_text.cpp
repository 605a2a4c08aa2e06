#include "utf8_text.hpp"

#include <algorithm>

namespace popquiz::mockserver {
namespace {

constexpr bool is_within(unsigned char octet, unsigned least, unsigned most) noexcept {
  return octet >= least && octet <= most;
}

/// Octets of the character that `text` begins with; 0: it is none. RFC 3629 §4, row by row.
std::size_t character_size(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const auto tails = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      if (!is_within(at(i), 0x80, 0xBF)) {
        return false;
      }
    }
    return true;
  };
  const unsigned char first = at(0);
  if (first < 0x80) {
    return 1;
  }
  if (is_within(first, 0xC2, 0xDF)) {
    return tails(1, 2) ? 2 : 0;
  }
  if (is_within(first, 0xE0, 0xEF)) {
    const bool second = is_within(at(1), first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && tails(2, 3) ? 3 : 0;
  }
  if (is_within(first, 0xF0, 0xF4)) {
    const bool second = is_within(at(1), first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && tails(2, 4) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char octet) { return static_cast<unsigned char>(octet) < 0x80; });
}

bool header_scan::take(std::string_view piece) noexcept {
  for (const char octet : piece) {
    if (left_ == 0 || (octet == '\n' && at_line_start_)) {
      return false;
    }
    --left_;
    if (static_cast<unsigned char>(octet) >= 0x80) {
      found_ = true;
      return false;
    }
    at_line_start_ = octet == '\n' || (octet == '\r' && at_line_start_);
  }
  return true;
}

}  // namespace popquiz::mockserver
