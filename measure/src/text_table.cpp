#include "text_table.hpp"

#include <report/printable_utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace popquiz::measure {

std::string text_of(const number_table& of) {
  std::vector<std::size_t> widths(of.names.size());
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < std::min(cells.size(), widths.size()); ++i) {
      widths[i] = std::max(widths[i], cells[i].size());
    }
  };
  widen(of.names);
  std::ranges::for_each(of.rows, widen);
  std::string text;
  const auto put = [&](const std::vector<std::string>& cells) {
    std::string line = "  ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line +=
          i == 0 ? fmt::format("{:<{}}", cells[i], widths[i]) : fmt::format("  {:>{}}", cells[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  put(of.names);
  std::ranges::for_each(of.rows, put);
  for (const std::string& note : of.notes) {
    text += "  " + conformance::printable_utf8(note) + "\n";
  }
  return text;
}

}  // namespace popquiz::measure
