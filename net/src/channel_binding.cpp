#include "channel_binding.hpp"

#include <openssl/err.h>

#include <array>
#include <string_view>

namespace popquiz::net {
namespace {

// RFC 9266 §2: label, no octets of context (but a context), 32 octets.
std::optional<sansio::channel_binding> exporter(SSL* ssl) {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  constexpr unsigned char no_context = 0;
  std::array<unsigned char, 32> octets{};
  ERR_clear_error();
  if (SSL_export_keying_material(ssl, octets.data(), octets.size(), label.data(), label.size(), &no_context,
                                 0, 1) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return sansio::channel_binding{"tls-exporter", std::string(octets.begin(), octets.end())};
}

// RFC 5929 §3: the first Finished message, which in a full handshake is the client's.
std::optional<sansio::channel_binding> unique(const SSL* ssl, tls_role role) {
  std::array<char, EVP_MAX_MD_SIZE> octets{};
  const std::size_t size = role == tls_role::client
                               ? SSL_get_finished(ssl, octets.data(), octets.size())
                               : SSL_get_peer_finished(ssl, octets.data(), octets.size());
  if (size == 0 || size > octets.size()) {
    return std::nullopt;
  }
  return sansio::channel_binding{"tls-unique", std::string(octets.data(), size)};
}

}  // namespace

std::optional<sansio::channel_binding> binding_of(SSL* ssl, tls_role role) {
  if (SSL_version(ssl) >= TLS1_3_VERSION) {
    return exporter(ssl);
  }
  // RFC 9266 §4.2, RFC 7627 §1: without the extended master secret somebody between two connections can
  // give both the same keys. Their Finished messages still differ, unless a session is resumed.
  if (SSL_get_extms_support(ssl) == 1) {
    return exporter(ssl);
  }
  return SSL_session_reused(ssl) == 0 ? unique(ssl, role) : std::nullopt;
}

}  // namespace popquiz::net
