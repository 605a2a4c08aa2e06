#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace popquiz::net {

/// What a peer's certificate says. All texts are the peer's, cut to 200 octets and made printable: '?'
/// stands for each octet that is not printable ASCII, so compare nothing that has one.
struct certificate_facts {
  std::string subject;             ///< "CN=mail.example, O=Example"
  std::string common_name;         ///< of the subject; empty when it has none
  std::vector<std::string> hosts;  ///< subjectAltName: DNS names, IP addresses, SRV names; 64 at most
  std::vector<std::string> mail_addresses;  ///< subjectAltName; 64 at most
  std::string issuer;                       ///< like subject
  std::chrono::sys_seconds not_before{};
  std::chrono::sys_seconds not_after{};
  std::string sha256;  ///< fingerprint, "AB:CD:..."; empty when it cannot be computed
};

}  // namespace popquiz::net
