#pragma once

#include "reply.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// The mechanisms that may be chosen on this connection, in the order of the settings. Valid as long as the
/// server.
[[nodiscard]] std::vector<std::string_view> offered_mechanisms(const session_data& session);

/// AUTH (RFC 5034 §4). Behind a challenge session_data::exchange is set. Precondition: the command is valid.
[[nodiscard]] reply begin_auth(session_data& session, const parser::command_view& command);

/// The answer to a line of the client's within the exchange; nothing: it was too long. The exchange is gone
/// when the answer is no challenge. Precondition: there is one.
[[nodiscard]] reply continue_auth(session_data& session, std::optional<std::string_view> line);

}  // namespace popquiz::mockserver
