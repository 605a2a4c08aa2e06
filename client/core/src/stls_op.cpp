#include <popquiz/client/stls_op.hpp>

namespace popquiz::client {

using parser::verb;

void stls_op::begin() {
  if (on().in_tls()) {
    end(client_errc::not_legal_now);  // RFC 2595 s4: -ERR if a layer is active, at best
    return;
  }
  send(verb::stls, append_command(fresh_line(), verb::stls), false);
}

void stls_op::on_reply(bool ok) {
  if (ok) {
    begin_tls();
  }
}

}  // namespace popquiz::client
