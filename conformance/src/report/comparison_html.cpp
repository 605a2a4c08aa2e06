#include <popquiz/conformance/comparison.hpp>

#include "report/html_parts.hpp"
#include "report/report_parts.hpp"

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

html names_html(const comparison& c) {
  html all;
  for (const std::string& name : c.names) {
    all += html::part("server", {{"name", html::text(name)}});
  }
  return all;
}

html properties_html(const comparison& c) {
  html rows;
  for (const compared_property& p : c.properties) {
    html cells;
    for (const std::string& value : p.values) {
      cells +=
          html::part("value", {{"value", value.empty() ? html::text("\xE2\x80\x93") : html::text(value)}});
    }
    rows += html::part(
        "property",
        {{"class", html::text(p.differs ? "differs" : "")}, {"name", html::text(p.name)}, {"cells", cells}});
  }
  return html::part("servers", {{"names", names_html(c)}, {"rows", rows}});
}

html cell(const check_result* result) {
  if (result == nullptr) {
    return html::part("cell", {{"class", html::text("absent")}, {"label", html::text("not run")}});
  }
  const standing s = standing_of(*result);
  const html rows = findings(*result);
  return html::part(rows.empty() ? "cell" : "told-cell",
                    {{"class", html::text(s.key)}, {"label", html::text(s.label)}, {"rows", rows}});
}

html row_html(const compared_check& row) {
  html cells;
  std::set<std::string> verdicts;
  for (const check_result* const each : row.results) {
    cells += cell(each);
    if (each != nullptr) {
      verdicts.emplace(standing_of(*each).key);
    }
  }
  return html::part("matrix-row", {{"id", html::text(row.any->id)},
                                   {"verdicts", data_words(verdicts)},
                                   {"rfcs", data_words(rfcs_of(*row.any))},
                                   {"level", html::text(row.any->level)},
                                   {"differs", html::attribute("data-differs", row.differs)},
                                   {"title", html::text(row.any->title)},
                                   {"clause", html::text(joined(row.any->clauses, ", "))},
                                   {"cells", cells}});
}

}  // namespace

std::string comparison_html(const comparison& c) {
  filter_words by;
  html rows;
  for (const compared_check& row : c.checks) {
    std::set<std::size_t> ranks;
    for (const check_result* const each : row.results) {
      if (each != nullptr) {
        ranks.insert(standing_of(*each).rank);
      }
    }
    for (const std::size_t rank : ranks) {
      ++by.verdicts[rank];
    }
    by.rfcs.merge(rfcs_of(*row.any));
    by.levels.insert(row.any->level);
    rows += row_html(row);
  }
  const std::string title = fmt::format("{} POP3 {} side by side", c.names.size(), c.kind());
  const html lead = html::part(
      "lead",
      {{"sentence", html::text(fmt::format("{} of {} checks differ", c.differing(), c.checks.size()))},
       {"class", html::text(c.differing() == 0 ? "pass" : "deviation")},
       {"when", html::text("A verdict below counts the checks that some server met so")}});
  html body = html::part("head", {{"title", html::text(title)}, {"lead", lead}});
  body += properties_html(c);
  body += filters(by, html::part("differing", {}), html());
  body += html::part("matrix", {{"names", names_html(c)}, {"rows", rows}});
  return page(title, body).markup();
}

}  // namespace popquiz::conformance
