#pragma once

#include <popquiz/measure/svg_plot.hpp>
#include <report/html.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::measure {

/// The plot as a figure of a page.
[[nodiscard]] conformance::html figure_of(const plot& of);

/// A table of numbers: the first column names the row.
struct number_table {
  std::string title;
  std::vector<std::string> names;  ///< of the columns, the first's too
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;  ///< below it, a paragraph each
};
[[nodiscard]] conformance::html table_of(const number_table& of);

/// A page of its own, with the look of the reports of tests.
[[nodiscard]] std::string page_of(std::string_view title, std::string_view sentence, std::string_view when,
                                  const conformance::html& body);

}  // namespace popquiz::measure
