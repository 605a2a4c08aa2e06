#pragma once

#include <popquiz/measure/load.hpp>

#include <string>

namespace popquiz::measure {

/// A table for people.
[[nodiscard]] std::string load_text(const load_result& of);
/// One JSON document (docs/performance.md).
[[nodiscard]] std::string load_json(const load_result& of);
/// One page that needs nothing else: the table, and how latency and rate go.
[[nodiscard]] std::string load_html(const load_result& of);

}  // namespace popquiz::measure
