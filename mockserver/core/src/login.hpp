#pragma once

#include "reply.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>

#include <cstdint>
#include <memory>

namespace popquiz::mockserver {

enum class login_outcome : std::uint8_t { entered, locked, cannot_open };

/// Locks and opens the maildrop of `who` for this session (RFC 1939 §4). On anything but `entered` the
/// session is as it was and no lock is held.
[[nodiscard]] login_outcome open_maildrop_of(session_data& session, const std::shared_ptr<account>& who);

/// What follows when name and secret were right: LOGIN-DELAY (RFC 2449 §6.5), the lock, the maildrop. `who`
/// is not null.
[[nodiscard]] reply log_in(session_data& session, const std::shared_ptr<account>& who);

/// Preconditions of these: the command is valid.
[[nodiscard]] reply user(session_data& session, const parser::command_view& command);
[[nodiscard]] reply pass(session_data& session, const parser::command_view& command);
[[nodiscard]] reply apop(session_data& session, const parser::command_view& command);

}  // namespace popquiz::mockserver
