#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::parser {

/// Appends `octets` in base64 (RFC 4648 §4), padded, without line ends: 4 octets for every 3 begun.
/// Precondition: `octets` does not lie within `out`.
void append_base64(std::string& out, std::string_view octets);

/// The octets of a whole base64 text; nothing when it is none: an octet outside the alphabet (RFC 4648
/// §3.3: white space too), a length that is no multiple of four, padding elsewhere than at the end, bits
/// behind the last octet that are not zero (RFC 4648 §3.5). Empty text is no octets.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace popquiz::parser
