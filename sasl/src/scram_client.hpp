#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/client.hpp>

#include <memory>
#include <optional>
#include <string>

namespace popquiz::sasl {

/// A client's SCRAM (RFC 5802, RFC 7677), all four. Ours, because GNU SASL 2.2.0's client cannot say "y"
/// (§6: a client that could bind must, when the server seems not to), takes any number of iterations, and
/// ignores optional extensions of some messages only; it does the key derivation and SASLprep.
///
/// Null and `why` set when the binding has no name or no octets, or there is no HMAC. The password must be
/// one that SASLprep allows. `nonce`: printable ASCII without ','; from fresh_nonce() but for the RFCs'
/// examples.
[[nodiscard]] std::unique_ptr<sansio::sasl_exchange> make_scram_client(const mechanism_info& mechanism,
                                                                       const client_credentials& credentials,
                                                                       const client_context& context,
                                                                       std::string nonce, std::string& why);

/// 18 octets of the system's randomness in base64; empty when it has none.
[[nodiscard]] std::string fresh_nonce();

}  // namespace popquiz::sasl
