#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::sasl {

/// What a mechanism is and needs.
struct mechanism_info {
  std::string_view name;               ///< as registered
  bool sends_secret_in_clear = false;  ///< who reads the exchange knows the password or token
  bool needs_password = false;
  bool needs_token = false;        ///< an OAuth bearer token
  bool needs_certificate = false;  ///< the client's, shown in the TLS handshake
  bool needs_channel_binding = false;
  bool client_first = false;              ///< may have an initial response (RFC 4422 §5)
  bool proves_server = false;             ///< the server shows that it knows the password, too (RFC 5802)
  bool carries_authorization_id = false;  ///< can say whom to act as
};

/// All that popquiz has, both as client and as server, the strongest first. Valid for ever.
[[nodiscard]] std::span<const mechanism_info> mechanisms() noexcept;

/// The row of a name, which is compared without regard to case; null when there is none. Valid for ever.
[[nodiscard]] const mechanism_info* find_mechanism(std::string_view name) noexcept;

/// Octets that either side takes from the other in one step; more is `failed`.
inline constexpr std::size_t step_limit = 65536;
/// A client computes no more rounds of SCRAM's hash than this for a server it does not know yet (three
/// seconds of GNU SASL's SHA-256; RFC 5802 §9 warns of servers that ask for many), and no fewer than the
/// least that RFC 5802 §5.1 and RFC 7677 §3 want servers to ask for: of few, a stolen proof is soon guessed.
inline constexpr std::uint32_t most_scram_iterations = 1'000'000;
inline constexpr std::uint32_t least_scram_iterations = 4096;

}  // namespace popquiz::sasl
