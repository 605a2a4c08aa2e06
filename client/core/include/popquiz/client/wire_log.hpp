#pragma once

#include <string_view>

namespace popquiz::client {

/// Hears the conversation, for transcripts. What it is told never contains a password or an APOP
/// digest of the client's: they read "{secret}".
class wire_log {
 public:
  virtual ~wire_log() = default;
  /// One command line with its CRLF, told when it is handed to the transport. Valid during the call.
  virtual void client_said(std::string_view octets_masked) noexcept = 0;
  /// Octets as they came, cut as the transport cut them. Valid during the call.
  virtual void server_said(std::string_view octets) noexcept = 0;
  /// TLS began behind STLS: what is said from now on is said inside it.
  virtual void tls_began() noexcept {}

 protected:
  wire_log() = default;
  wire_log(const wire_log&) = default;
  wire_log& operator=(const wire_log&) = default;
};

/// What stands in a transcript for a secret.
inline constexpr std::string_view masked_secret = "{secret}";

}  // namespace popquiz::client
