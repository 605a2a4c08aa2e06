#pragma once

#include <popquiz/net/tls_context.hpp>

#include "openssl_ptr.hpp"

#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::net {

using sha256_digest = std::array<unsigned char, 32>;

/// RFC 7301 §6, IANA "ALPN Protocol IDs".
inline constexpr std::string_view alpn_pop3 = "pop3";

class tls_context::impl {
 public:
  std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>> handle;
  std::vector<sha256_digest> pins;
  std::string alpn;  ///< a server's
  bool alpn_unoffered = false;
};

/// The reason of OpenSSL's oldest queued error, "unknown error" when there is none. Empties the queue.
[[nodiscard]] std::string take_tls_error();

}  // namespace popquiz::net
