#pragma once

#include <memory>
#include <optional>
#include <string>

namespace popquiz::net {

/// How a client trusts a server. TLS 1.2 at least (RFC 8314, RFC 8997), certificate and host name
/// always verified (RFC 7817); there is no switch that turns that off.
struct tls_client_settings {
  std::string ca_file;  ///< PEM file of trusted issuers; empty: those of the system
};

/// A server's certificate chain and key, PEM.
struct tls_server_settings {
  std::string certificate_pem;
  std::string key_pem;
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
/// ago for a day, with a fresh key: for the mock server and for tests. It is its own CA file.
[[nodiscard]] std::optional<tls_server_settings> make_self_signed(const std::string& host, std::string& why);

}  // namespace popquiz::net
