#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::sasl {

/// RFC 3454 §7: a query may have code points that Unicode had not assigned yet; what is stored may not.
enum class string_use : std::uint8_t { query, stored };

/// SASLprep (RFC 4013) of UTF-8. Nothing when it is prohibited, is no UTF-8, has a NUL, or nothing is left
/// of it: each mechanism's rules take an empty name or password for a failure.
[[nodiscard]] std::optional<std::string> saslprep(const std::string& text, string_use use);

}  // namespace popquiz::sasl
