#include "quantity_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace popquiz::measure {
namespace {

template <std::size_t N>
std::string scaled(double value, double step, const std::array<std::string_view, N>& units) {
  std::size_t unit = 0;
  while (std::abs(value) >= step * 0.9995 && unit + 1 < N) {
    value /= step;
    ++unit;
  }
  const int decimals = std::abs(value) >= 99.95 || value == std::round(value) ? 0
                       : std::abs(value) >= 9.995                             ? 1
                                                                              : 2;
  return fmt::format("{:.{}f}{}", value, decimals, units[unit]);
}

}  // namespace

std::string octets_text(std::uint64_t octets) {
  constexpr std::array<std::string_view, 5> units{" B", " KiB", " MiB", " GiB", " TiB"};
  return scaled(static_cast<double>(octets), 1024, units);
}

std::string seconds_text(double seconds) {
  constexpr std::array<std::string_view, 4> units{" ns", " us", " ms", " s"};
  return scaled(seconds * 1e9, 1000, units);
}

std::string number_text(double number) {
  constexpr std::array<std::string_view, 4> units{"", "k", "M", "G"};
  return scaled(number, 1000, units);
}

}  // namespace popquiz::measure
