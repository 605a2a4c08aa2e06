#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/client.hpp>

#include <memory>

namespace popquiz::sasl {

/// A client's PLAIN, LOGIN, CRAM-MD5 and EXTERNAL. Null when GNU SASL was built without the mechanism.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_gsasl_client(const mechanism_info& mechanism,
                                                                       const client_credentials& credentials);

}  // namespace popquiz::sasl
