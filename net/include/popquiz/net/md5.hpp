#pragma once

#include <string>
#include <string_view>

namespace popquiz::net {

/// MD5 of `octets` in lower-case hexadecimal: the sansio::md5_hex_function to hand to a core (RFC 1939
/// §7 APOP). Empty when the cryptographic library refuses MD5 (a FIPS-only one does).
[[nodiscard]] std::string md5_hex(std::string_view octets);

}  // namespace popquiz::net
