#pragma once

#include <popquiz/conformance/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// What comes of any octets in JSON: printable (printable_utf8).
[[nodiscard]] boost::json::string json_text_of(std::string_view octets);
[[nodiscard]] boost::json::array json_texts_of(const std::vector<std::string>& all);

[[nodiscard]] boost::json::object totals_json(const totals& t);
/// Verdict, what was expected, what came, the reasons: what a check's result has beside the check itself.
[[nodiscard]] boost::json::object verdict_json(const check_result& c);

}  // namespace popquiz::conformance
