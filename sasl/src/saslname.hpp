#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

// saslname of RFC 5802 §7 and RFC 5801 §4: a name in which ',' is "=2C" and '=' is "=3D".
[[nodiscard]] std::string to_saslname(std::string_view name);
/// Nothing when it is empty, or has a ',' or NUL, or a '=' that begins neither escape.
[[nodiscard]] std::optional<std::string> from_saslname(std::string_view text);

}  // namespace popquiz::sasl
