#include <popquiz/sasl/scram_proof.hpp>

#include "secrets.hpp"

#include <gsasl.h>

#include <algorithm>
#include <array>
#include <new>

namespace popquiz::sasl {
namespace {

using sansio::digest_kind;

constexpr std::size_t largest_digest = GSASL_HASH_MAX_SIZE;

/// What is derived from a password (RFC 5802 s3).
struct scram_keys {
  std::array<char, largest_digest> salted{};
  std::array<char, largest_digest> client{};
  std::array<char, largest_digest> server{};
  std::array<char, largest_digest> stored{};

  scram_keys() = default;
  scram_keys(const scram_keys&) = delete;
  scram_keys& operator=(const scram_keys&) = delete;
  ~scram_keys() {
    for (auto* const each : {&salted, &client, &server, &stored}) {
      wipe(each->data(), each->size());
    }
  }
};

}  // namespace

std::optional<scram_proof> prove_scram(const std::string& password, const scram_proof_request& about,
                                       sansio::hmac_function hmac) {
  const Gsasl_hash hash = about.digest == digest_kind::sha_1 ? GSASL_HASH_SHA1 : GSASL_HASH_SHA256;
  scram_keys keys;
  const int code = gsasl_scram_secrets_from_password(
      hash, password.c_str(), about.iterations, about.salt.data(), about.salt.size(), keys.salted.data(),
      keys.client.data(), keys.server.data(), keys.stored.data());
  if (code == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  if (code != GSASL_OK) {
    return std::nullopt;
  }
  const std::size_t size = gsasl_hash_length(hash);
  scram_proof shown{hmac(about.digest, {keys.stored.data(), size}, about.auth_message),
                    hmac(about.digest, {keys.server.data(), size}, about.auth_message)};
  if (shown.proof.size() != size || shown.signature.size() != size) {
    return std::nullopt;
  }
  std::ranges::transform(shown.proof, keys.client, shown.proof.begin(),
                         [](char a, char b) { return static_cast<char>(a ^ b); });
  return shown;
}

}  // namespace popquiz::sasl
