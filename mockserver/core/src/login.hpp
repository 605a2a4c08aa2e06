#pragma once

#include "session_data.hpp"

#include <cstdint>
#include <memory>

namespace popquiz::mockserver {

enum class login_outcome : std::uint8_t { entered, locked, cannot_open };

/// Locks and opens the maildrop of `who` for this session (RFC 1939 §4). On anything but `entered` the
/// session is as it was and no lock is held.
[[nodiscard]] login_outcome open_maildrop_of(session_data& session, const std::shared_ptr<account>& who);

}  // namespace popquiz::mockserver
