#pragma once

#include <string_view>

namespace popquiz::cli {

/// "popquiz: WHAT" as one line on standard error, whatever octets are in `what`.
void remark(std::string_view what);

/// Puts text on standard output; false when it could not be written.
[[nodiscard]] bool print_out(std::string_view text);

}  // namespace popquiz::cli
