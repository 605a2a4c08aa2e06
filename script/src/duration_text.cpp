#include "duration_text.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

struct unit {
  std::string_view name;
  std::uint64_t milliseconds;
};
constexpr std::array<unit, 3> units{{{"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view word) {
  const auto limit = static_cast<std::uint64_t>(duration_limit.count());
  std::uint64_t total = 0;
  const auto* next_unit = units.begin();
  while (!word.empty() || next_unit == units.begin()) {
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const auto value = parser::parse_number(word.substr(0, digits));
    word.remove_prefix(digits);
    const std::size_t letters = std::min(word.find_first_of("0123456789"), word.size());
    const auto* found = std::find_if(next_unit, units.end(),
                                     [&](const unit& u) { return u.name == word.substr(0, letters); });
    if (!value || found == units.end() || value.value > limit) {
      return std::nullopt;
    }
    total += value.value * found->milliseconds;
    word.remove_prefix(letters);
    next_unit = found + 1;
  }
  if (total > limit) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(total);
}

std::string print_duration(std::chrono::milliseconds duration) {
  auto rest = static_cast<std::uint64_t>(std::max<std::chrono::milliseconds::rep>(duration.count(), 0));
  std::string text;
  for (const unit& u : units) {
    if (rest >= u.milliseconds) {
      text += fmt::format("{}{}", rest / u.milliseconds, u.name);
      rest %= u.milliseconds;
    }
  }
  return text.empty() ? "0s" : text;
}

}  // namespace popquiz::script
