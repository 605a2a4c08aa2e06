#pragma once

#include <popquiz/client/command_op.hpp>

namespace popquiz::client {

/// STLS and, behind its +OK, the TLS handshake (RFC 2595 s4). `none` says that TLS is in use, the
/// certificate and the name in it are good, and what was announced in clear is forgotten. Octets behind the
/// +OK that came in clear are unsolicited_octets: nothing of them is ever read as a reply. -ERR is `refused`;
/// the connection is then still in clear.
class stls_op final : public command_op {
 public:
  explicit stls_op(session& on) noexcept : command_op(on) {}

 private:
  void begin() override;
  void on_reply(bool ok) override;
};

}  // namespace popquiz::client
