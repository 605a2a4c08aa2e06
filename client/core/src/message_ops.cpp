#include <popquiz/client/message_ops.hpp>

namespace popquiz::client {

using parser::append_command;
using parser::verb;

client_errc message_op::on_body(std::span<const std::string_view> spans) {
  for (const std::string_view span : spans) {
    octets_ += span.size();
  }
  return sink_->on_body(spans) == sink_verdict::proceed ? client_errc::none : client_errc::sink_aborted;
}

client_errc message_op::on_body_end() {
  return sink_->on_end() == sink_verdict::proceed ? client_errc::none : client_errc::sink_aborted;
}

void retr_op::begin() {
  send(verb::retr, append_command(fresh_line(), verb::retr, message_), true);
}

void top_op::begin() {
  send(verb::top, append_command(fresh_line(), verb::top, message_, lines_), true);
}

}  // namespace popquiz::client
