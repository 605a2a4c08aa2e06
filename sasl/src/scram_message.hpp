#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

/// A server-first-message (RFC 5802 §7). Views: valid as long as the message.
struct scram_server_first {
  std::string_view nonce;
  std::string salt;
  std::uint32_t iterations = 0;
};

/// `our_nonce`: what the server's has to extend. Nothing and `why` set (to text that lives for ever) when it
/// is malformed, doesn't extend it, has a mandatory extension, or asks for fewer or more iterations than a
/// client does. Optional extensions are ignored (§5.1).
[[nodiscard]] std::optional<scram_server_first> parse_server_first(std::string_view message,
                                                                   std::string_view our_nonce,
                                                                   std::string_view& why);

/// The server's signature in a server-final-message; nothing and `why` when it says an error, or nonsense.
[[nodiscard]] std::optional<std::string> parse_server_final(std::string_view message, std::string_view& why);

/// What GNU SASL 2.2.0's server lets pass of a client-first-message, and RFC 5802 §5.1 does not: a '=' in a
/// name that is no escape, a nonce that is not printable, a name of which SASLprep leaves nothing (there it
/// loses memory, too). Empty when all is well; else text that lives for ever.
[[nodiscard]] std::string_view fault_in_client_first(std::string_view message);

}  // namespace popquiz::sasl
