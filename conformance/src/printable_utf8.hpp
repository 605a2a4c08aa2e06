#pragma once

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// `text` as well-formed UTF-8 without controls: every other octet becomes \xHH. What JSON, XML and a
/// terminal take unharmed.
[[nodiscard]] std::string printable_utf8(std::string_view text);

}  // namespace popquiz::conformance
