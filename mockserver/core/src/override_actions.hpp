#pragma once

#include "session_data.hpp"

#include <popquiz/script/script.hpp>

#include <cstdint>
#include <string>

namespace popquiz::mockserver {

/// Does what a drop_step asks for, e.g. `update` or `ignore lock`. `number`: the message-number, where one
/// belongs to it. Empty, or why it can't be done.
[[nodiscard]] std::string run_drop_action(session_data& session, script::drop_action action,
                                          std::uint64_t number);

}  // namespace popquiz::mockserver
