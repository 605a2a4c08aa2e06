#pragma once

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// `text` made printable (printable_utf8) and safe between the tags and within the quoted attributes of XML
/// and HTML: no octet of it can begin or end markup.
[[nodiscard]] std::string markup_text(std::string_view text);

}  // namespace popquiz::conformance
