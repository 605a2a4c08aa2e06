#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/client.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace popquiz::sasl {

// XOAUTH2 and OAUTHBEARER (RFC 7628), which GNU SASL has not: one message with the token; an error comes as
// a challenge in JSON, which the client answers with as little as it can, and then -ERR.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_bearer_client(const mechanism_info& mechanism,
                                                                        const client_credentials& credentials,
                                                                        std::string_view host,
                                                                        std::uint16_t port);
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_bearer_server(
    const mechanism_info& mechanism, const sansio::sasl_server_request& request);

}  // namespace popquiz::sasl
