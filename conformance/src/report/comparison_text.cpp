#include <popquiz/conformance/comparison.hpp>

#include "report/printable_utf8.hpp"
#include "report/report_parts.hpp"

#include <popquiz/conformance/reporter.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

constexpr std::size_t letters = 26;
constexpr std::size_t cell_width = 11;

/// A, B, ... Z, A1, B1, ...
std::string letter(std::size_t server) {
  const std::string first(1, static_cast<char>('A' + server % letters));
  return server < letters ? first : first + std::to_string(server / letters);
}

/// A row of the table: what it is about, then a cell a server, then a mark when they differ.
std::string table_row(std::string_view head, std::size_t width, const std::vector<std::string>& cells,
                      bool differs) {
  std::string out = fmt::format("{:<{}}", head, width);
  for (const std::string& cell : cells) {
    out += fmt::format("  {:<{}}", cell, cell_width);
  }
  out += differs ? "*" : "";
  return out.substr(0, out.find_last_not_of(' ') + 1) + "\n";
}

std::string servers_text(const comparison& c) {
  std::string out = fmt::format("popquiz report: {} {}\n\n", c.names.size(), c.kind());
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    const run_result& r = (*c.of)[i];
    out += fmt::format("{}  {}\n   {}; popquiz {}, {}\n", letter(i), printable_utf8(c.names[i]),
                       summary_line(r), printable_utf8(r.version), printable_utf8(r.started));
    for (const compared_property& p : c.properties) {
      if (!p.values[i].empty()) {
        out += fmt::format("   {}{}: {}\n", p.differs ? "* " : "", printable_utf8(p.name),
                           printable_utf8(p.values[i]));
      }
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string comparison_text(const comparison& c) {
  std::size_t width = std::string_view("check").size();
  for (const compared_check& row : c.checks) {
    width = std::max(width, printable_utf8(row.any->id).size());
  }
  std::vector<std::string> heads;
  heads.reserve(c.names.size());
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    heads.push_back(letter(i));
  }
  std::string out = servers_text(c) + table_row("check", width, heads, false);
  for (const compared_check& row : c.checks) {
    std::vector<std::string> cells;
    cells.reserve(row.results.size());
    for (const check_result* const each : row.results) {
      cells.emplace_back(each == nullptr ? "-" : standing_of(*each).label);
    }
    out += table_row(printable_utf8(row.any->id), width, cells, row.differs);
  }
  return out + fmt::format("\n{} checks, {} differ (*)\n", c.checks.size(), c.differing());
}

}  // namespace popquiz::conformance
