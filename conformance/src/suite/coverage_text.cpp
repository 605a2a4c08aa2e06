#include <popquiz/conformance/coverage.hpp>

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

std::string row_text(const coverage_row& row) {
  const requirement& what = *row.what;
  std::string out =
      fmt::format("{}  {}, {}, {}\n    {}\n", what.id, what.clause, what.level, what.side, what.text);
  for (const std::string& id : row.checks) {
    out += fmt::format("    check {}\n", id);
  }
  if (row.state == coverage_state::has_reason) {
    out += fmt::format("    no check: {}\n", row.reason);
  } else if (row.state != coverage_state::covered) {
    out += row.state == coverage_state::uncovered ? "    NO CHECK\n" : "    not seen on the wire\n";
  }
  return out;
}

}  // namespace

std::string coverage_text(const std::vector<coverage_row>& rows) {
  std::string out;
  for (const coverage_row& row : rows) {
    out += row_text(row);
  }
  out += out.empty() ? "" : "\n";
  for (const coverage_totals& t : count(rows)) {
    out += fmt::format(
        "{:<8}  {:>3} requirements, {:>3} observable: {:>3} covered, {:>3} with a reason, {:>3} uncovered\n",
        t.rfc.empty() ? "all" : "RFC " + t.rfc, t.requirements, t.observable, t.covered, t.has_reason,
        t.uncovered);
  }
  return out;
}

}  // namespace popquiz::conformance
