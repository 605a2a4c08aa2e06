#include "size_text.hpp"

#include <array>
#include <limits>
#include <string_view>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

struct unit {
  std::string_view name;
  unsigned shift;
};
constexpr std::array<unit, 4> units{{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}, {"octets", 0}}};

}  // namespace

std::optional<std::uint64_t> parse_size(line_cursor& cursor) {
  const auto count = cursor.number("a size, such as 12 octets or 64 MiB", 1);
  if (!count) {
    return std::nullopt;
  }
  for (const unit& u : units) {
    if (*count <= std::numeric_limits<std::uint64_t>::max() >> u.shift && cursor.accept(u.name)) {
      return *count << u.shift;
    }
  }
  cursor.fail(R"("octets", "KiB", "MiB" or "GiB", all of it below 16 EiB)");
  return std::nullopt;
}

std::string print_size(std::uint64_t octets) {
  for (const unit& u : units) {
    if (octets >> u.shift << u.shift == octets && octets >> u.shift != 0) {
      return fmt::format("{} {}", octets >> u.shift, u.name);
    }
  }
  return "0 octets";
}

}  // namespace popquiz::script
