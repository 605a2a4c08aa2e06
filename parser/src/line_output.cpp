#include "line_output.hpp"

#include <algorithm>

namespace popquiz::parser::detail {
namespace {

constexpr std::string_view line_end = "\r\n";

std::size_t size_of(std::span<const std::string_view> pieces) noexcept {
  std::size_t size = line_end.size();
  for (const std::string_view piece : pieces) {
    size += piece.size();
  }
  return size;
}

bool holds_forbidden(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

void write_line(std::string& out, std::span<const std::string_view> pieces) {
  const std::size_t needed = out.size() + size_of(pieces);
  if (needed > out.capacity()) {
    // Twice as much at least: reserve() may give no more than it is asked for, and lines are many.
    out.reserve(std::max(needed, std::min(out.capacity() * 2, out.max_size())));
  }
  for (const std::string_view piece : pieces) {
    out += piece;
  }
  out += line_end;
}

serialize_errc append_line(std::string& out, std::span<const std::string_view> pieces, std::size_t limit) {
  if (std::any_of(pieces.begin(), pieces.end(), holds_forbidden)) {
    return serialize_errc::forbidden_octet;
  }
  if (limit != 0 && size_of(pieces) > limit) {
    return serialize_errc::too_long;
  }
  write_line(out, pieces);
  return serialize_errc::none;
}

}  // namespace popquiz::parser::detail
