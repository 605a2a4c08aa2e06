#pragma once

#include "report/html.hpp"

#include <popquiz/conformance/result.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// A page around a head and what follows it.
[[nodiscard]] html page(std::string_view title, const html& body);

/// <dt> and <dd>; nothing for an empty value. `kind` is the class of the <dd>.
[[nodiscard]] html row(std::string_view name, const html& value, std::string_view kind = {});
/// Words side by side, each in a frame of its own.
[[nodiscard]] html words(const std::vector<std::string>& all);

/// What was expected, what came and why, for a check that has them.
[[nodiscard]] html findings(const check_result& c);

/// How often each standing occurs (report_parts.hpp).
using standings = std::map<std::size_t, std::size_t>;
/// What the checks of a page can be chosen by.
struct filter_words {
  standings verdicts;
  std::set<std::string> rfcs;
  std::set<std::string> levels;
};
/// The RFCs that the clauses of a check are of: "RFC 1939".
[[nodiscard]] std::set<std::string> rfcs_of(const check_result& c);
/// The words of a data- attribute, as page.js reads them.
[[nodiscard]] html data_words(const std::set<std::string>& all);
/// The form, which a script reveals, and the same numbers for who has none. `more` stands within the form.
[[nodiscard]] html filters(const filter_words& by, const html& more, const html& folding);

}  // namespace popquiz::conformance
