#pragma once

#include <popquiz/net/srv.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::net {

/// A POP3 server that a domain advertises (RFC 6186 §3.3).
struct pop3_service {
  std::string host;
  std::uint16_t port = 0;
  bool implicit_tls = false;  ///< _pop3s; otherwise _pop3: STLS before anything else (RFC 8314 §5.2)
  /// The host is not within the domain, so that whoever forges DNS replies could have named it: connect
  /// to it only when the user has said that it is the right one (RFC 6186 §6, RFC 8314 §5.1).
  bool needs_confirmation = false;
};

/// In ascending weight: what one label says gives way to what the other does.
enum class discovery : std::uint8_t {
  found,
  not_advertised,  ///< the domain says nothing about POP3
  not_offered,     ///< it says that it has none (target ".", RFC 6186 §3.4)
  failed,          ///< the look-up failed
};

struct pop3_services {
  discovery outcome = discovery::failed;
  std::vector<pop3_service> candidates;  ///< when found, in the order in which they are to be tried
  std::string why;  ///< for a person, when a look-up failed, be it that the other one found something
};

/// Finds the POP3 servers of `domain`, the part of the user's address behind the "@" (in ASCII; RFC 6186).
/// The lower priority comes first, be it of _pop3s or _pop3 (RFC 6186 §3.4); where they are equal, implicit
/// TLS does (RFC 8314 §5.1). Blocks as `lookup` does. For setting an account up: keep what was found, and do
/// not ask again for each connection (RFC 8314 §5.1).
///
/// DNS replies are not signed here, so the certificate must say what they cannot: give `domain` as
/// endpoint::mail_domain, and the certificate must be for the domain itself (SRV name or DNS name) or for
/// the host (RFC 7817 §3), which the user has confirmed where needs_confirmation is set.
[[nodiscard]] pop3_services find_pop3_services(const std::string& domain, const srv_lookup& lookup,
                                               const random_up_to& random);

}  // namespace popquiz::net
