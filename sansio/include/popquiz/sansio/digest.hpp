#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::sansio {

// The cores take these functions as arguments so that none of them includes a cryptographic library.

/// MD5 of `octets` as 32 lower-case hexadecimal digits (RFC 1939 §7 APOP): popquiz::net::md5_hex.
using md5_hex_function = std::string (*)(std::string_view octets);

enum class digest_kind : std::uint8_t { sha_1, sha_256 };

/// HMAC (RFC 2104), 20 octets with SHA-1 and 32 with SHA-256, or nothing when there is none to be had:
/// popquiz::net::hmac.
using hmac_function = std::string (*)(digest_kind kind, std::string_view key, std::string_view text);

}  // namespace popquiz::sansio
