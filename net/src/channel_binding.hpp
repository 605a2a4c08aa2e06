#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>

#include "peer_verification.hpp"

#include <openssl/ssl.h>

#include <optional>

namespace popquiz::net {

/// Of an established session; nothing when none of its bindings is safe.
[[nodiscard]] std::optional<sansio::channel_binding> binding_of(SSL* ssl, tls_role role);

}  // namespace popquiz::net
