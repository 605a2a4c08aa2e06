#pragma once

#include "plot_html.hpp"

#include <string>

namespace popquiz::measure {

/// The same table for a terminal: the first column to the left, numbers to the right, notes below.
[[nodiscard]] std::string text_of(const number_table& of);

}  // namespace popquiz::measure
