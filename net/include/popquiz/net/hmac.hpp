#pragma once

#include <popquiz/sansio/digest.hpp>

#include <string>
#include <string_view>

namespace popquiz::net {

/// The sansio::hmac_function to hand to who needs one (RFC 2104). Empty when the cryptographic library
/// refuses, or for a key of 2 GiB or more.
[[nodiscard]] std::string hmac(sansio::digest_kind kind, std::string_view key, std::string_view text);

}  // namespace popquiz::net
