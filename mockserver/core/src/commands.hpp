#pragma once

#include "reply.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>

#include <optional>
#include <string_view>

namespace popquiz::mockserver {

class outbox;

/// Does what RFC 1939, 2449, 2595, 5034 and 6856 say a command does, and gives the answer. What is legal
/// when, and where it leads, is the command table's. After a valid QUIT the session's state is `update` or
/// `ended`.
[[nodiscard]] reply run_command(session_data& session, const parser::command_view& command);

/// The answer to a line of the client's within AUTH: what session_data::exchange makes of it; nothing: the
/// line was too long. Precondition: there is an exchange; it is gone when the answer is no challenge.
[[nodiscard]] reply run_response(session_data& session, std::optional<std::string_view> line);

/// The text of the greeting, with the timestamp when APOP is on (RFC 1939 §4, §7).
[[nodiscard]] reply greeting(const session_data& session);

/// The challenge, or the status line, at most 512 octets (RFC 1939 §3). A text that can't stand in one is
/// left out.
void say_status(outbox& out, const reply& what);

}  // namespace popquiz::mockserver
