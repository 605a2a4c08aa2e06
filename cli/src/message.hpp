#pragma once

#include <popquiz/conformance/result.hpp>

#include <string_view>

namespace popquiz::cli {

using conformance::exit_code;

/// "popquiz: WHAT" as one line on standard error, whatever octets are in `what`. Gives the code back.
exit_code complain(std::string_view what, exit_code code);

/// The same line, when it decides nothing.
void remark(std::string_view what);

/// Puts text on standard output; false when it could not be written.
[[nodiscard]] bool print_out(std::string_view text);

}  // namespace popquiz::cli
