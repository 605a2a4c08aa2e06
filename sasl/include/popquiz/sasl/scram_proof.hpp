#pragma once

#include <popquiz/sansio/digest.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

/// What both sides of SCRAM show each other (RFC 5802 §3), octets.
struct scram_proof {
  std::string proof;      ///< ClientProof
  std::string signature;  ///< ServerSignature
};

/// What the password is hashed with, and the exchange that is proven.
struct scram_proof_request {
  sansio::digest_kind digest = sansio::digest_kind::sha_256;
  std::string_view salt;
  std::uint32_t iterations = 0;
  std::string_view auth_message;  ///< AuthMessage
};

/// `password` is taken as it is: prepared by the caller, and without NUL. Nothing when GNU SASL can derive no
/// keys from it or `hmac` has no such digest. Keys are wiped. May throw std::bad_alloc.
[[nodiscard]] std::optional<scram_proof> prove_scram(const std::string& password,
                                                     const scram_proof_request& about,
                                                     sansio::hmac_function hmac);

}  // namespace popquiz::sasl
