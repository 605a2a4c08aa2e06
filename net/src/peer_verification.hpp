#pragma once

#include <popquiz/net/certificate_facts.hpp>
#include <popquiz/net/tls_context.hpp>

#include "tls_context_impl.hpp"

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::net {

enum class tls_role : std::uint8_t { client, server };

/// The reference identifiers of RFC 7817 §3: what a server's certificate may be for.
struct peer_names {
  std::string host;         ///< connected to: DNS name or IP address
  std::string mail_domain;  ///< of the user's address; empty: not known
  bool implicit_tls = false;
};

/// Decides about the peer's certificate in one handshake, and keeps what it said.
class peer_verification {
 public:
  peer_verification(tls_role role, peer_names names, std::shared_ptr<tls_context::impl> context);

  /// Lets OpenSSL find it. It must outlive `ssl`. False and refusal() set when the names are no names.
  [[nodiscard]] bool attach(SSL* ssl);

  /// For SSL_CTX_set_cert_verify_callback().
  static int on_verify(X509_STORE_CTX* store, void*) noexcept;

  /// Why the certificate is not good enough; empty when it is, or none came.
  [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }
  /// Of the certificate that came, good or bad.
  [[nodiscard]] const std::optional<certificate_facts>& facts() const noexcept { return facts_; }

 private:
  [[nodiscard]] bool judge(X509_STORE_CTX* store);
  [[nodiscard]] bool is_pinned(const X509* leaf) const;
  [[nodiscard]] bool is_for_peer(X509* leaf) const;
  [[nodiscard]] bool has_srv_name(X509* leaf) const;
  [[nodiscard]] std::string what_is_wrong(X509_STORE_CTX* store) const;
  [[nodiscard]] std::string whom_it_is_for() const;

  tls_role role_;
  bool host_is_address_ = false;
  peer_names names_;
  std::shared_ptr<tls_context::impl> context_;
  std::string refusal_;
  std::optional<certificate_facts> facts_;
};

}  // namespace popquiz::net
