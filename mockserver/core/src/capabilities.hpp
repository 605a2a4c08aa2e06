#pragma once

#include "reply.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_table.hpp>

namespace popquiz::mockserver {

/// CAPA (RFC 2449 §5): what is offered on this connection. The same in both states, but for STLS, which is
/// only announced where it is permitted (RFC 2595 §4); APOP is announced by the greeting alone.
[[nodiscard]] reply list_capabilities(const session_data& session);

/// Whether the server has the command at all, in whatever state.
[[nodiscard]] bool is_implemented(const session_data& session, parser::verb v);

/// Takes the code off a reply that must not have one (RFC 2449 §6.4, RFC 3206 §6).
void keep_codes_announced(const session_data& session, reply& made);

}  // namespace popquiz::mockserver
