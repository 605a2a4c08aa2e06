#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

// GNU SASL's base64 (RFC 4648 §4), strict: what lies within SCRAM's messages is not POP3's to decode.
[[nodiscard]] std::string base64_of(std::string_view octets);
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace popquiz::sasl
