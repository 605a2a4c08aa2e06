#pragma once

#include <string>
#include <string_view>

namespace popquiz::sansio {

/// MD5 of `octets` as 32 lower-case hexadecimal digits (RFC 1939 §7 APOP). The cores take the
/// function as an argument so that none of them includes a cryptographic library;
/// popquiz::net::md5_hex is the one to pass.
using md5_hex_function = std::string (*)(std::string_view octets);

}  // namespace popquiz::sansio
