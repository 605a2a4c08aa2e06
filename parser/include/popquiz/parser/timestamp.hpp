#pragma once

#include <optional>
#include <string_view>

namespace popquiz::parser {

/// The first <...> of a greeting's text, angle brackets included, when it is a valid msg-id: printable
/// ASCII without spaces, one '@' with something on both sides (RFC 1939 §7 APOP, RFC 822). A crafted
/// challenge that is no msg-id yields nothing (CVE-2007-1558). Valid as long as `greeting_text`.
[[nodiscard]] std::optional<std::string_view> find_timestamp(std::string_view greeting_text) noexcept;

}  // namespace popquiz::parser
