#include <popquiz/net/hmac.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <limits>

namespace popquiz::net {

std::string hmac(sansio::digest_kind kind, std::string_view key, std::string_view text) {
  if (key.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return {};
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const EVP_MD* const hash = kind == sansio::digest_kind::sha_1 ? EVP_sha1() : EVP_sha256();
  if (HMAC(hash, key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
           &size) == nullptr) {
    return {};
  }
  return {digest.begin(), digest.begin() + size};
}

}  // namespace popquiz::net
