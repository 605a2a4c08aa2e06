#include "plot_html.hpp"

#include <popquiz/conformance/reporter.hpp>

#include <fmt/format.h>

namespace popquiz::measure {

using conformance::html;

html table_of(const number_table& of) {
  html names;
  for (const std::string& name : of.names) {
    names += html::part("server", {{"name", html::text(name)}});
  }
  html rows;
  for (const std::vector<std::string>& row : of.rows) {
    html cells;
    for (std::size_t i = 1; i < row.size(); ++i) {
      cells += html::part("value", {{"value", html::text(row[i])}});
    }
    rows += html::part("numbers-row", {{"name", html::text(row.front())}, {"cells", cells}});
  }
  html notes;
  for (const std::string& note : of.notes) {
    notes += html::part("note", {{"text", html::text(note)}});
  }
  return html::part("numbers",
                    {{"title", html::text(of.title)}, {"names", names}, {"rows", rows}, {"notes", notes}});
}

std::string page_of(std::string_view title, std::string_view sentence, std::string_view when,
                    const html& body) {
  const html lead =
      html::part("lead", {{"class", html()}, {"sentence", html::text(sentence)}, {"when", html::text(when)}});
  html all = html::part("head", {{"title", html::text(title)}, {"lead", lead}});
  all += body;
  html style = html::file("page.css");
  style += html::file("plot.css");
  return html::part("page",
                    {{"title", html::text(title)}, {"style", style}, {"body", all}, {"script", html()}})
      .markup();
}

}  // namespace popquiz::measure
