#pragma once

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// `text` as well-formed UTF-8 without controls, line and paragraph separators and what turns the order of
/// writing: every octet of those becomes \xHH. What JSON, XML and a terminal take unharmed. Done twice it
/// is the same as done once.
[[nodiscard]] std::string printable_utf8(std::string_view text);

}  // namespace popquiz::conformance
