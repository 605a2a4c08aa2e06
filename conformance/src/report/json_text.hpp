#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace popquiz::conformance {

/// The document for people and diff: two spaces a level, a line a value.
[[nodiscard]] std::string json_text(const boost::json::value& document);

}  // namespace popquiz::conformance
