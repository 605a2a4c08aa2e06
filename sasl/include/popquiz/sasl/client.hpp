#pragma once

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

/// A client's exchange. `binding` is for the -PLUS mechanisms, `host` and `port` for OAUTHBEARER (RFC 7628
/// §3.1). Null and `why` set when there is no such mechanism, something it needs is empty, or a name or
/// secret has an octet that the mechanism can't carry. Secrets in it are wiped when it goes.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_client(
    std::string_view mechanism, const client_credentials& credentials,
    const std::optional<sansio::channel_binding>& binding, std::string_view host, std::uint16_t port,
    std::string& why);

}  // namespace popquiz::sasl
