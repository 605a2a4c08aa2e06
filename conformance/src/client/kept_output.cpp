#include "client/kept_output.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {

void kept_output::add(std::string_view octets) {
  octets_ += octets.size();
  const std::string_view first = octets.substr(0, half_limit - head_.size());
  head_ += first;
  octets.remove_prefix(first.size());
  tail_ += octets.substr(octets.size() - std::min(octets.size(), half_limit));
  if (tail_.size() > 2 * half_limit) {
    tail_.erase(0, tail_.size() - half_limit);
  }
}

std::string kept_output::text() const {
  const std::string_view tail =
      std::string_view(tail_).substr(tail_.size() - std::min(tail_.size(), half_limit));
  const std::uint64_t left_out = octets_ - head_.size() - tail.size();
  std::string text = head_;
  if (left_out != 0) {
    text += fmt::format("\n[{} octets are left out]\n", left_out);
  }
  return text.append(tail);
}

std::vector<std::string> kept_output::last_lines(std::size_t count) const {
  const std::string all = text();
  std::vector<std::string> lines;
  std::string_view rest = all;
  while (!rest.empty() && lines.size() < count) {
    if (rest.ends_with('\n')) {
      rest.remove_suffix(1);
    }
    const std::size_t before = rest.rfind('\n');
    std::string_view line = before == std::string_view::npos ? rest : rest.substr(before + 1);
    rest = rest.substr(0, before == std::string_view::npos ? 0 : before + 1);
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    lines.emplace_back(line);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace popquiz::conformance
