#pragma once

#include <string_view>

namespace popquiz::client {

/// Four numbers to 255, without leading zeros (some readers take those for octal).
[[nodiscard]] bool is_ipv4(std::string_view text) noexcept;

/// As RFC 4291 §2.2 writes it, without brackets and without a zone.
[[nodiscard]] bool is_ipv6(std::string_view text) noexcept;

}  // namespace popquiz::client
