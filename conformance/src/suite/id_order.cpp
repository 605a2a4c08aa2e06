#include "suite/id_order.hpp"

#include <algorithm>
#include <cstddef>

namespace popquiz::conformance {
namespace {

constexpr std::string_view digits = "0123456789";

/// The digits at the front of `text`, without leading zeros.
std::string_view number_at(std::string_view text) noexcept {
  const std::string_view all = text.substr(0, std::min(text.find_first_not_of(digits), text.size()));
  return all.substr(std::min(all.find_first_not_of('0'), all.size()));
}

bool begins_with_digit(std::string_view text) noexcept {
  return !text.empty() && digits.find(text.front()) != std::string_view::npos;
}

}  // namespace

bool id_order::operator()(std::string_view a, std::string_view b) const noexcept {
  const std::string_view whole_a = a;
  const std::string_view whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (begins_with_digit(a) && begins_with_digit(b)) {
      const std::string_view left = number_at(a);
      const std::string_view right = number_at(b);
      if (left != right) {
        return left.size() != right.size() ? left.size() < right.size() : left < right;
      }
      a.remove_prefix(std::min(a.find_first_not_of(digits), a.size()));
      b.remove_prefix(std::min(b.find_first_not_of(digits), b.size()));
      continue;
    }
    if (a.front() != b.front()) {
      return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  // "01" and "1" are two ids all the same.
  return a.empty() && b.empty() ? whole_a < whole_b : a.empty();
}

}  // namespace popquiz::conformance
