#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::net {

enum class tls_version : std::uint8_t { v1_0, v1_1, v1_2, v1_3 };

/// How a client trusts a server, and who it says it is. TLS 1.2 at least (RFC 8314 §5, RFC 8997 §3); the
/// server's name is sent (SNI) and ALPN "pop3" offered (RFC 7301): a server that answers no ALPN is fine,
/// one that chooses anything else is refused.
///
/// Without `pins` the chain, the dates and the name are always verified (RFC 7817); no switch turns that
/// off. With pins the server's own certificate must be one of them, and then issuer, dates and name do not
/// count: a pin says more than a name. It belongs to one account, and it does not make up the minimum
/// confidentiality of RFC 8314 §5.4; offer it when an account is set up, never when a verification fails.
struct tls_client_settings {
  std::string ca_file = {};            ///< PEM file of trusted issuers
  std::string ca_pem = {};             ///< the same as text. Neither: those of the system
  std::vector<std::string> pins = {};  ///< SHA-256 of certificates in hexadecimal, colons between or not
  std::string certificate_pem = {};    ///< the client's own, for SASL EXTERNAL: sent only when asked for
  std::string key_pem = {};            ///< without a pass phrase
  /// Below 1.2: weak ciphers are allowed, too. Nothing but a look at what a server takes may go that way.
  tls_version min_version = tls_version::v1_2;
  tls_version max_version = tls_version::v1_3;
};

/// A server's certificate chain and key (PEM), and how it speaks TLS. Defaults are what a good server does.
struct tls_server_settings {
  std::string certificate_pem;
  std::string key_pem;
  /// Issuers (PEM) of clients: each client is asked for a certificate and may have none; one that these do
  /// not vouch for fails the handshake. Empty: not asked (RFC 8314 §4.2).
  std::string client_ca_pem = {};
  std::string alpn =
      "pop3";  ///< chosen when offered; clients that offer only others are refused; empty: no ALPN
  bool alpn_unoffered = false;                  ///< a fault: chosen though nobody offered it
  tls_version min_version = tls_version::v1_2;  ///< below 1.2: weak keys and ciphers are allowed, too
  tls_version max_version = tls_version::v1_3;
  bool extended_master_secret = true;  ///< RFC 7627
};

/// Shared, immutable settings of TLS for one role. Copies share.
class tls_context {
 public:
  /// Nothing and `why` set when the files or texts are no good.
  [[nodiscard]] static std::optional<tls_context> for_client(const tls_client_settings& settings,
                                                             std::string& why);
  [[nodiscard]] static std::optional<tls_context> for_server(const tls_server_settings& settings,
                                                             std::string& why);

  class impl;
  [[nodiscard]] const std::shared_ptr<impl>& shared() const noexcept { return impl_; }

 private:
  explicit tls_context(std::shared_ptr<impl> shared) : impl_(std::move(shared)) {}
  std::shared_ptr<impl> impl_;
};

/// A self-signed certificate for `host` (DNS name or IP address in subjectAltName), valid from an hour
/// ago for a day, with a fresh key. It is its own CA file. Other certificates: make_certificate.hpp.
[[nodiscard]] std::optional<tls_server_settings> make_self_signed(const std::string& host, std::string& why);

}  // namespace popquiz::net
