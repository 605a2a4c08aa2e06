#include "ip_literal.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace popquiz::client {
namespace {

constexpr bool is_hex_digit(char octet) noexcept {
  return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

/// One to four hexadecimal digits.
bool is_ipv6_group(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 4 && std::ranges::all_of(text, is_hex_digit);
}

}  // namespace

bool is_ipv4(std::string_view text) noexcept {
  for (int parts = 1;; ++parts) {
    const std::string_view part = text.substr(0, text.find('.'));
    unsigned value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    const bool leading_zero = part.size() > 1 && part.front() == '0';
    if (error != std::errc() || end != part.data() + part.size() || value > 255 || leading_zero) {
      return false;
    }
    if (part.size() == text.size()) {
      return parts == 4;
    }
    text.remove_prefix(part.size() + 1);
  }
}

bool is_ipv6(std::string_view text) noexcept {
  std::size_t groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::string_view group = text.substr(0, text.find(':'));
    if (group.size() == text.size() && group.find('.') != std::string_view::npos) {
      if (!is_ipv4(group)) {
        return false;
      }
      groups += 2;
      break;
    }
    if (!is_ipv6_group(group)) {
      return false;
    }
    ++groups;
    text.remove_prefix(group.size());
    if (text.starts_with("::")) {
      if (gap) {
        return false;
      }
      gap = true;
      text.remove_prefix(2);
    } else if (!text.empty()) {
      text.remove_prefix(1);
      if (text.empty()) {
        return false;  // "1:"
      }
    }
  }
  return gap ? groups < 8 : groups == 8;
}

}  // namespace popquiz::client
