#pragma once

#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

struct client_credentials {
  std::string user;
  std::string authorization_id;  ///< whom to act as; empty: the user
  std::string password;
  std::string token;  ///< OAuth bearer token, for XOAUTH2 and OAUTHBEARER
};

/// What a mechanism may need beside credentials.
struct client_context {
  sansio::hmac_function hmac = nullptr;  ///< for SCRAM: popquiz::net::hmac

  /// Set when this connection could be bound to. The -PLUS mechanisms need it. SCRAM without -PLUS then
  /// tells the server that its -PLUS was not seen, and a server that has one takes that for an attack (RFC
  /// 5802 §6): give it when -PLUS would have been chosen, and not when somebody has forbidden it.
  std::optional<sansio::channel_binding> binding;

  std::string host;        ///< for OAUTHBEARER (RFC 7628 §3.1); may be empty
  std::uint16_t port = 0;  ///< the same; 0: not said
};

/// A client's exchange. Names are prepared with SASLprep (RFC 5034 §4), and so are passwords that are hashed.
/// Null and `why` set, without a secret in it, when there is no such mechanism, something it needs is empty,
/// a name or secret can't be carried or prepared, or the mechanism can't say whom to act as.
///
/// Secrets in the exchange are wiped when it goes, except for what GNU SASL has copied within itself.
/// May be used on any thread, by one at a time.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_client(std::string_view mechanism,
                                                                 const client_credentials& credentials,
                                                                 const client_context& context,
                                                                 std::string& why);

}  // namespace popquiz::sasl
