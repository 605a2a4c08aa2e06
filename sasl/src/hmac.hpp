#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::sasl {

enum class digest_kind : std::uint8_t { sha_1, sha_256 };

/// HMAC (RFC 2104): 20 octets with SHA-1, 32 with SHA-256.
[[nodiscard]] std::string hmac(digest_kind kind, std::string_view key, std::string_view text);

}  // namespace popquiz::sasl
