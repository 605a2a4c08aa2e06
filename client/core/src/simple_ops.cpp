#include <popquiz/client/simple_ops.hpp>

namespace popquiz::client {

using parser::append_command;
using parser::verb;

void dele_op::begin() {
  send(verb::dele, append_command(fresh_line(), verb::dele, message_), true);
}

void noop_op::begin() {
  send(verb::noop, append_command(fresh_line(), verb::noop), false);
}

void rset_op::begin() {
  send(verb::rset, append_command(fresh_line(), verb::rset), false);
}

void quit_op::begin() {
  send(verb::quit, append_command(fresh_line(), verb::quit), false);
}

}  // namespace popquiz::client
