#include <popquiz/client/capa_op.hpp>

#include <utility>

namespace popquiz::client {

using parser::verb;

void capa_op::begin() {
  send(verb::capa, append_command(fresh_line(), verb::capa), false);
}

void capa_op::on_line(std::string_view text, std::uint64_t number) {
  const auto capability = parser::parse_capability(text, on().settings().mode);
  if (capability) {
    found_.add(capability.value);
  } else if (on().settings().mode == parser::strictness::strict) {
    malformed(capability.error, capability.offset, number);
  }
}

void capa_op::on_reply(bool ok) {
  if (ok || on().state() != parser::session_state::transaction) {
    on().set_capabilities(ok ? std::optional(std::move(found_)) : std::nullopt);
  }
}

}  // namespace popquiz::client
