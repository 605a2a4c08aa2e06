#pragma once

#include <popquiz/net/certificate_facts.hpp>

#include "tls_context_impl.hpp"

#include <openssl/x509v3.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::net {

[[nodiscard]] certificate_facts read_certificate(X509* certificate);

/// A certificate's author is a stranger: nothing but printable ASCII goes to the user's terminal.
[[nodiscard]] std::string printable(std::string_view octets);

/// "CN=mail.example, O=Example"
[[nodiscard]] std::string name_text(const X509_NAME* name);

/// "2024-03-01"
[[nodiscard]] std::string date_text(std::chrono::sys_seconds time);

/// "_pop3s.example" of an SRV name (RFC 4985 §2), nothing of any other name. Valid as long as `name`.
[[nodiscard]] std::string_view srv_name_of(const GENERAL_NAME& name);

[[nodiscard]] std::optional<sha256_digest> fingerprint_of(const X509* certificate);

}  // namespace popquiz::net
