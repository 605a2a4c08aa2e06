#pragma once

#include "reply_body.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

class outbox;

/// An answer of the reference server.
struct reply {
  bool ok = false;
  std::string text;
  std::unique_ptr<reply_body> body;  ///< null: single-line. It may refer to session_data::drop.
  std::string_view code;             ///< a constant, without brackets; empty: none (RFC 2449 §8)
  bool challenge =
      false;  ///< not a reply yet: `text` is a challenge of AUTH, and a line answers it (RFC 5034 §4)
};

/// Does what RFC 1939 and RFC 2449 say a command does, and gives the answer. What is legal when, and
/// where it leads, is the command table's. After a valid QUIT the session's state is `update` or `ended`.
[[nodiscard]] reply run_command(session_data& session, const parser::command_view& command);

/// The answer to a line of the client's within AUTH: what session_data::exchange makes of it; nothing: the
/// line was too long. Precondition: there is an exchange; it is gone when the answer is no challenge.
[[nodiscard]] reply run_response(session_data& session, std::optional<std::string_view> line);

/// The text of the greeting, with the timestamp when APOP is on (RFC 1939 §4, §7).
[[nodiscard]] reply greeting(const session_data& session);

/// The status line, or the challenge, at most 512 octets (RFC 1939 §3). A text that can't stand in one is
/// left out.
void say_status(outbox& out, const reply& what);

}  // namespace popquiz::mockserver
