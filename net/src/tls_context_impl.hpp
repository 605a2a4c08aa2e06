#pragma once

#include <popquiz/net/tls_context.hpp>

#include <openssl/ssl.h>

#include <memory>

namespace popquiz::net {

class tls_context::impl {
 public:
  struct deleter {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, deleter> handle;
};

/// The reason of OpenSSL's oldest queued error, "unknown error" when there is none. Empties the queue.
[[nodiscard]] std::string take_tls_error();

}  // namespace popquiz::net
