#include "host_name.hpp"

#include <algorithm>

namespace popquiz::net {
namespace {

constexpr std::size_t longest_label = 63;  // RFC 1035 §2.3.4

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool may_be_in_a_label(char c) noexcept {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

bool is_host_name(std::string_view name) noexcept {
  if (name.size() > longest_host_name) {
    return false;
  }
  for (;;) {
    const std::string_view label = name.substr(0, name.find('.'));
    if (label.empty() || label.size() > longest_label ||
        !std::all_of(label.begin(), label.end(), may_be_in_a_label)) {
      return false;
    }
    if (label.size() == name.size()) {
      return true;
    }
    name.remove_prefix(label.size() + 1);
  }
}

bool is_same_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool is_within(std::string_view name, std::string_view domain) noexcept {
  if (name.size() <= domain.size()) {
    return is_same_name(name, domain);
  }
  const std::size_t at = name.size() - domain.size();
  return name[at - 1] == '.' && is_same_name(name.substr(at), domain);
}

std::string_view without_trailing_dots(std::string_view name) noexcept {
  while (name.ends_with('.')) {
    name.remove_suffix(1);
  }
  return name;
}

}  // namespace popquiz::net
