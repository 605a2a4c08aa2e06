#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::net {

/// A certificate, with those of its issuers but the last behind it, and its key: PEM.
struct certified_key {
  std::string certificate_pem;
  std::string key_pem;
};

enum class key_type : std::uint8_t { ec_p256, rsa_2048, ed25519 };
enum class certificate_purpose : std::uint8_t { server, client, authority };

/// A certificate to be made, good or bad on purpose: for the mock server and for tests. The names may
/// have any octets, NUL too, and at most 253 of them.
struct certificate_order {
  std::vector<std::string> hosts = {};           ///< subjectAltName: an IP address, or else a DNS name
  std::vector<std::string> srv_names = {};       ///< subjectAltName (RFC 4985): "_pop3s.example"
  std::vector<std::string> mail_addresses = {};  ///< subjectAltName
  std::vector<std::string> uris = {};            ///< subjectAltName
  std::string common_name = {};                  ///< 64 octets at most; empty: the first host
  std::chrono::seconds not_before{-3600};        ///< from now
  std::chrono::seconds not_after{24 * 3600};     ///< from now
  std::optional<certified_key> issuer = {};      ///< nothing: self-signed
  key_type key = key_type::ec_p256;
  certificate_purpose purpose = certificate_purpose::server;
};

/// With a fresh key. Nothing and `why` set when the order cannot be carried out.
[[nodiscard]] std::optional<certified_key> make_certificate(const certificate_order& order, std::string& why);

/// A self-signed authority called `name`, valid from a day ago for ten days: an issuer for orders. Its
/// certificate_pem is what to trust.
[[nodiscard]] std::optional<certified_key> make_authority(const std::string& name, std::string& why);

}  // namespace popquiz::net
