#include <popquiz/conformance/requirement.hpp>

#include "suite/embedded_files.hpp"
#include "suite/level.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::conformance {
namespace {

struct table {
  std::deque<std::string> clauses;  // a deque: the views of the rows stay valid
  std::vector<requirement> rows;
  std::map<std::string_view, std::size_t> by_id;
};

// Columns of requirements.tsv.
enum : std::size_t {
  column_id,
  column_rfc,
  column_section,
  column_clause,
  column_side,
  column_level,
  column_area,
  column_text,
  column_observe,
  column_count
};

table make_table() {
  table t;
  std::string_view text = embedded_requirements().front().octets;
  bool heading = true;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::array<std::string_view, column_count> cells;
    for (std::string_view& cell : cells) {
      cell = line.substr(0, line.find('\t'));
      line.remove_prefix(std::min(line.size(), cell.size() + 1));
    }
    if (std::exchange(heading, false) || cells[column_id].empty()) {
      continue;
    }
    t.clauses.push_back("RFC " + std::string(cells[column_rfc]) + " " + std::string(cells[column_clause]));
    t.by_id.emplace(cells[column_id], t.rows.size());
    t.rows.push_back({cells[column_id], t.clauses.back(), cells[column_side], cells[column_level],
                      cells[column_text], cells[column_rfc], cells[column_observe]});
  }
  return t;
}

const table& the_table() {
  static const table t = make_table();
  return t;
}

}  // namespace

std::span<const requirement> requirements() {
  return the_table().rows;
}

const requirement* find_requirement(std::string_view id) {
  const table& t = the_table();
  const auto found = t.by_id.find(id);
  return found == t.by_id.end() ? nullptr : &t.rows[found->second];
}

bool binds(const requirement& what, role side) noexcept {
  return what.side == "both" || what.side == (side == role::server ? "server" : "client");
}

bool is_observable(const requirement& what, role side) noexcept {
  // "S: ...", "C: ...", both one behind the other, or "S/C: ..." where both are seen alike.
  const std::string_view mark = side == role::server ? "S:" : "C:";
  return binds(what, side) &&
         (what.observe.starts_with("S/C:") || what.observe.starts_with(mark) ||
          what.observe.find(side == role::server ? " S:" : " C:") != std::string_view::npos);
}

std::string_view level_of(const script::script& dialogue) {
  return dialogue.requirements.empty() && !dialogue.robustness.empty()
             ? robustness_level
             : strongest_level(dialogue.requirements);
}

std::string_view strongest_level(std::span<const std::string> requirement_ids) {
  // "stated" stands above SHOULD: RFC 1939 is older than the keywords and states most of its rules.
  static constexpr std::array<std::string_view, 5> order{"derived", "MAY", "SHOULD", "stated", "MUST"};
  std::string_view strongest;
  std::size_t rank = 0;
  for (const std::string& id : requirement_ids) {
    const requirement* const found = find_requirement(id);
    for (std::size_t i = 0; found != nullptr && i < order.size(); ++i) {
      if (found->level == order.at(i) && i + 1 > rank) {
        rank = i + 1;
        strongest = order.at(i);
      }
    }
  }
  return strongest;
}

}  // namespace popquiz::conformance
