#include "player_impl.hpp"

#include <utility>

namespace popquiz::script {

/// Whether QUIT can be said here and does no harm.
bool player::impl::may_quit(play_session& s) const {
  const bool passed = result_.status == play_status::passed;
  if (result_.status == play_status::aborted || s.ended || s.broken || s.said_quit()) {
    return false;
  }
  // It would delete what is marked, also where a check that did not pass was to go on.
  if (s.may_delete() && (!passed || script_->changes == changes_kind::nothing)) {
    return false;
  }
  return s.owes_nothing() && (passed || s.left_over().empty());
}

/// Ends what the script left open, one session after the other. Nothing that comes is looked at.
std::optional<player_action> player::impl::clean_up() {
  for (; ending_ < sessions_.size(); ++ending_, goodbye_ = false, listen_ = false) {
    play_session& s = sessions_[ending_];
    if (!s.open || s.closed) {
      continue;
    }
    if (!std::exchange(goodbye_, true)) {
      goodbye_until_ = now_ + settings_.reply_timeout;
      listen_ = s.said_quit() && result_.status == play_status::passed;
      if (may_quit(s)) {
        listen_ = true;
        queue_output(ending_, {"QUIT\r\n"});
        return next_output();
      }
    }
    if (listen_ && !s.ended && !take_timeout() && now_ < goodbye_until_) {
      s.buffer.consume(s.buffer.data().size());
      return act(ending_, in_flight::read, sansio::read{s.buffer.prepare(), goodbye_until_});
    }
    abortive_ = false;
    return act(ending_, in_flight::close, sansio::close{sansio::close_kind::graceful});
  }
  return std::nullopt;
}

}  // namespace popquiz::script
