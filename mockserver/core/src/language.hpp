#pragma once

#include "reply.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>

namespace popquiz::mockserver {

/// LANG (RFC 6856 §3.2): the listing, or the choice of a language by a basic language range (RFC 4647 §2.1
/// and §3.3.1: "en" is also "en-US"; in any case). The texts stay English.
[[nodiscard]] reply speak(const session_data& session, const parser::command_view& command);

}  // namespace popquiz::mockserver
