#pragma once

#include <cstdint>
#include <optional>
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

/// What a SASL client shows of its password, or a server of its own.
enum class sasl_proof : std::uint8_t {
  scram_sha_1,            ///< ClientProof (RFC 5802 §3), in base64
  scram_sha_1_signature,  ///< ServerSignature, the same
  scram_sha_256,          ///< with SHA-256 (RFC 7677)
  scram_sha_256_signature,
  cram_md5,  ///< the digest of RFC 2195 §2, 32 lower-case hexadecimal digits
};

/// `about`: AuthMessage of SCRAM, which has salt and iteration count within, or the challenge of CRAM-MD5.
/// Nothing when it is none, or asks for more than a million iterations.
using sasl_proof_function = std::optional<std::string> (*)(sasl_proof kind, std::string_view password,
                                                           std::string_view about);

}  // namespace popquiz::sansio
