#pragma once

#include <string>
#include <string_view>

namespace popquiz::cli {

/// What a stranger said, fit for a terminal: octets as a transcript shows them, escaped, and shortened when
/// there are many.
[[nodiscard]] std::string printable(std::string_view octets);

}  // namespace popquiz::cli
