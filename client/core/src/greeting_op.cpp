#include <popquiz/client/greeting_op.hpp>

namespace popquiz::client {

void greeting_op::begin() {
  await_greeting();
}

client_errc greeting_op::on_status(const parser::reply_event& event) {
  if (!event.ok) {
    return client_errc::greeting_refused;
  }
  on().set_greeting(event.text);
  return client_errc::none;
}

}  // namespace popquiz::client
