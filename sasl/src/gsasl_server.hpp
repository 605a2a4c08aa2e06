#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <memory>

namespace popquiz::sasl {

/// A server's SCRAM, CRAM-MD5, PLAIN, LOGIN and EXTERNAL. Null when GNU SASL was built without the mechanism.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_gsasl_server(
    const mechanism_info& mechanism, const sansio::sasl_server_request& request);

}  // namespace popquiz::sasl
