#pragma once

#include <popquiz/client/command_op.hpp>

namespace popquiz::client {

/// Awaits the greeting, the first thing on a connection (RFC 1939 s4). -ERR is greeting_refused.
class greeting_op final : public command_op {
 public:
  explicit greeting_op(session& on) noexcept : command_op(on) {}

 private:
  void begin() override;
  client_errc on_status(const parser::reply_event& event) override;
};

}  // namespace popquiz::client
