#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <memory>

namespace popquiz::sasl {

/// A server's exchange: a sansio::sasl_server_factory. mechanisms() says for which names. Null when there is
/// no such mechanism, a -PLUS one and no binding of the two types, or EXTERNAL and no external_identity.
///
/// password_of() is asked for names that SASLprep has prepared, and what it says is compared in constant
/// time; for XOAUTH2 and OAUTHBEARER it is the token. A user whose password is empty can't log in. Nobody may
/// act as somebody else: an authorization identity must be the user's own name.
///
/// With a binding, SCRAM without -PLUS refuses clients that say they saw no -PLUS offered (RFC 5802 §6).
/// LOGIN takes the name as an initial response, as other servers do; CRAM-MD5 refuses one (RFC 5034 §4).
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_server(const sansio::sasl_server_request& request);

}  // namespace popquiz::sasl
