#pragma once

#include <string>

namespace popquiz::bench {

/// The plot that a table of text describes, as an SVG file: lines "title TEXT", "across SCALE UNIT NAME", "up
/// SCALE UNIT NAME" (linear or logarithmic; number, octets or seconds), "series NAME", and "X Y" for the
/// points of the series last named. Throws std::runtime_error with the line that is none of these.
[[nodiscard]] std::string plot_table(const std::string& text);

}  // namespace popquiz::bench
