#include "report/html_parts.hpp"

#include "report/report_parts.hpp"

#include <string>

namespace popquiz::conformance {

html page(std::string_view title, const html& body) {
  html style = html::file("page.css");
  style += html::file("plot.css");
  return html::part(
      "page",
      {{"title", html::text(title)}, {"style", style}, {"body", body}, {"script", html::file("page.js")}});
}

html row(std::string_view name, const html& value, std::string_view kind) {
  return value.empty()
             ? html()
             : html::part("row", {{"name", html::text(name)}, {"class", html::text(kind)}, {"value", value}});
}

html words(const std::vector<std::string>& all) {
  html each;
  for (const std::string& word : all) {
    each += html::part("word", {{"word", html::text(word)}});
  }
  return each.empty() ? html::text("none") : html::part("words", {{"words", each}});
}

html findings(const check_result& c) {
  html rows = row("expected", html::text(c.expected), "octets");
  rows += row("came", html::text(c.came), "octets came");
  rows += row("reason", html::text(c.reason));
  rows += row("rounds", html::text(rounds_text(c)));
  rows += row(c.expected_failure ? "known" : "not the known", html::text(c.expectation));
  return rows;
}

std::set<std::string> rfcs_of(const check_result& c) {
  std::set<std::string> rfcs;
  for (const std::string& clause : c.clauses) {
    rfcs.insert(clause.substr(0, clause.find(' ', std::string_view("RFC ").size())));
  }
  return rfcs;
}

html data_words(const std::set<std::string>& all) {
  html joined_words;
  for (const std::string& each : all) {
    joined_words += html::text(joined_words.empty() ? each : "|" + each);
  }
  return joined_words;
}

namespace {

html options(const std::set<std::string>& values) {
  html all;
  for (const std::string& each : values) {
    if (!each.empty()) {
      all += html::part("option", {{"value", html::text(each)}});
    }
  }
  return all;
}

html chips(std::string_view part, const standings& verdicts) {
  html all;
  for (const auto& [rank, count] : verdicts) {
    const standing s = standing_at(rank);
    all += html::part(
        part,
        {{"class", html::text(s.key)}, {"count", html::number(count)}, {"label", html::text(s.plural)}});
  }
  return all;
}

}  // namespace

html filters(const filter_words& by, const html& more, const html& folding) {
  html all = html::part("totals", {{"totals", chips("total", by.verdicts)}});
  all += html::part("filters", {{"chips", chips("chip", by.verdicts)},
                                {"rfcs", options(by.rfcs)},
                                {"levels", options(by.levels)},
                                {"more", more},
                                {"folding", folding}});
  return all;
}

}  // namespace popquiz::conformance
