#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <memory>

namespace popquiz::sasl {

/// A server's exchange: a sansio::sasl_server_factory. Null when there is no such mechanism, or it needs a
/// binding and the request has none. What password_of() says is compared in constant time; for XOAUTH2 and
/// OAUTHBEARER it is the token. Nobody may act as somebody else: an authorization identity must be the user's
/// own name. EXTERNAL is for users whose password_of() says anything: who has shown which certificate is
/// for the caller to know.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_server(const sansio::sasl_server_request& request);

}  // namespace popquiz::sasl
