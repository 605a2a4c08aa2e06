#pragma once

#include <string>
#include <string_view>

namespace popquiz::script {

/// `c` as a script escapes it, but for '{' and '"', which are escaped only where a script is printed.
void append_printable(std::string& out, char c);

/// A text as a script has it; `quoted`: between quotes, where '"' needs an escape.
void append_escaped(std::string& out, std::string_view octets, bool quoted);

}  // namespace popquiz::script
