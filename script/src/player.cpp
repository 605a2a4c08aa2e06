#include <popquiz/script/player.hpp>

#include "player_impl.hpp"

#include <popquiz/parser/base64.hpp>

#include <utility>

namespace popquiz::script {

player::player(const script& s, const maildrop_facts& facts, player_settings settings)
    : impl_(std::make_unique<impl>(s, facts, std::move(settings))) {}
player::~player() = default;
player::player(player&&) noexcept = default;
player& player::operator=(player&&) noexcept = default;

player_action player::resume(sansio::io_result last, sansio::time_point now) {
  return impl_->resume(last, now);
}
const play_result& player::result() const noexcept {
  return impl_->result();
}
const transcript& player::conversation() const noexcept {
  return impl_->conversation();
}
const std::vector<std::string>& player::sessions() const noexcept {
  return impl_->names();
}

player::impl::impl(const script& s, const maildrop_facts& facts, player_settings settings)
    : script_(&s),
      facts_(&facts),
      settings_(std::move(settings)),
      names_(session_names(s.steps)),
      sessions_(names_.size()),
      frames_(s.steps) {
  transcript_.hide(settings_.password, "{secret}");
  vars_["user"] = settings_.user;
  vars_["password"] = settings_.password;
  learn_secrets();
  vars_["messages"] = std::to_string(facts.messages());
}

/// What a recording's {secret NAME} stands for, as far as user and password tell (recorder.hpp).
void player::impl::learn_secrets() {
  const std::string nul(1, '\0');
  const auto learn = [&](std::string_view name, std::string_view octets, bool encoded) {
    std::string text(octets);
    if (encoded) {
      text.clear();
      parser::append_base64(text, octets);
    }
    transcript_.hide(text, "{secret}");
    vars_[secret_name(name)] = std::move(text);
  };
  learn("password", settings_.password, false);
  learn("login-user", settings_.user, true);
  learn("login-password", settings_.password, true);
  learn("plain", nul + settings_.user + nul + settings_.password, true);
}

player_action player::impl::resume(sansio::io_result last, sansio::time_point now) {
  now_ = now;
  std::uint64_t silent_steps = 0;
  settle(last);
  while (!done_) {
    if (auto action = next_output()) {
      return *action;
    }
    if (result_.status != play_status::running) {
      if (auto action = clean_up()) {
        return *action;
      }
      done_ = true;
      break;
    }
    if (++silent_steps > settings_.silent_steps_limit) {
      abort(silence_of(settings_.silent_steps_limit));
      continue;
    }
    switch (step_ != nullptr || next_step() ? run() : finish()) {
      case progress::finished:
        step_ = nullptr;
        break;
      case progress::again:
      case progress::stopped:
        break;
      case progress::act:
        return *std::exchange(action_, std::nullopt);
    }
  }
  return {session_, sansio::next_action(sansio::done{})};
}

// ---- Actions ------------------------------------------------------------------------------------

player_action player::impl::act(std::size_t session, in_flight what, sansio::next_action action) {
  in_flight_ = what;
  acting_ = session;
  return {session, action};
}

void player::impl::queue_output(std::size_t session, std::vector<std::string> segments) {
  output_ = {session, std::move(segments), 0, true, {}};
}

std::optional<player_action> player::impl::next_output() {
  if (output_.next == output_.segments.size()) {
    return std::nullopt;
  }
  if (sessions_[output_.session].broken) {
    output_.segments.clear();
    output_.next = 0;
    return std::nullopt;
  }
  // A pause keeps the segments of a cut apart.
  if (!std::exchange(output_.paused, true)) {
    return act(output_.session, in_flight::wait, sansio::wait_until{now_ + settings_.segment_pause});
  }
  output_.piece = output_.segments[output_.next];
  transcript_.add(output_.session, transcript_mark::client, output_.piece);
  return act(output_.session, in_flight::write,
             sansio::write{{&output_.piece, 1}, now_ + settings_.reply_timeout});
}

player::impl::progress player::impl::read_until(sansio::time_point deadline) {
  action_ = act(session_, in_flight::read, sansio::read{session().buffer.prepare(), deadline});
  return progress::act;
}

bool player::impl::take_timeout() noexcept {
  return std::exchange(timed_out_, false);
}

// ---- How they end ---------------------------------------------------------------------------------

void player::impl::settle(sansio::io_result last) {
  timed_out_ = false;
  play_session& s = sessions_[acting_];
  switch (std::exchange(in_flight_, in_flight::none)) {
    case in_flight::none:
      break;
    case in_flight::connect:
      settle_connect(s, last.status);
      break;
    case in_flight::read:
      settle_read(s, last);
      break;
    case in_flight::write:
      settle_write(s, last.status);
      break;
    case in_flight::handshake:
      settle_handshake(s, last.status);
      break;
    case in_flight::close:
      settle_close(s);
      break;
    case in_flight::wait:
      if (last.status == sansio::io_status::cancelled) {
        abort("the run was cancelled");
      }
      break;
  }
}

void player::impl::settle_connect(play_session& s, sansio::io_status status) {
  patience_ = now_ + settings_.reply_timeout;
  switch (status) {
    case sansio::io_status::ok:
      s.note_connected();
      transcript_.note(acting_, "connected");
      return;
    case sansio::io_status::timed_out:
      abort("no connection: it timed out");
      return;
    case sansio::io_status::tls_failed:
      abort("no connection: TLS failed");
      return;
    case sansio::io_status::cancelled:
      abort("the run was cancelled");
      return;
    default:
      abort("no connection: it was refused or failed");
      return;
  }
}

void player::impl::settle_read(play_session& s, sansio::io_result last) {
  switch (last.status) {
    case sansio::io_status::ok: {
      const std::size_t before = s.buffer.data().size();
      s.buffer.commit(last.octets);
      transcript_.add(acting_, transcript_mark::server, s.buffer.data().substr(before));
      patience_ = now_ + settings_.reply_timeout;
      return;
    }
    case sansio::io_status::end_of_stream:
    case sansio::io_status::connection_reset:
      s.ended = true;
      transcript_.note(acting_, last.status == sansio::io_status::end_of_stream ? "closed by the server"
                                                                                : "reset by the server");
      return;
    case sansio::io_status::timed_out:
      timed_out_ = true;
      return;
    default:
      break;
  }
  s.ended = true;
  abort(last.status == sansio::io_status::cancelled    ? "the run was cancelled"
        : last.status == sansio::io_status::tls_failed ? "reading failed: TLS"
                                                       : "reading failed");
}

void player::impl::settle_write(play_session& s, sansio::io_status status) {
  patience_ = now_ + settings_.reply_timeout;
  if (status == sansio::io_status::ok) {
    ++output_.next;
    output_.paused = false;
    return;
  }
  // A server may refuse to read on, with its reply under way: what comes of it is seen when it is read.
  s.broken = true;
  switch (status) {
    case sansio::io_status::end_of_stream:
    case sansio::io_status::connection_reset:
      transcript_.note(acting_, "the server takes no more");
      return;
    case sansio::io_status::timed_out:
      abort("the server took nothing for the reply timeout");
      return;
    case sansio::io_status::cancelled:
      abort("the run was cancelled");
      return;
    default:
      abort("writing failed");
      return;
  }
}

void player::impl::settle_handshake(play_session& s, sansio::io_status status) {
  patience_ = now_ + settings_.reply_timeout;
  switch (status) {
    case sansio::io_status::ok:
      s.note_tls();
      transcript_.note(acting_, "TLS begins");
      return;
    case sansio::io_status::cancelled:
      abort("the run was cancelled");
      return;
    case sansio::io_status::timed_out:
      s.ended = true;
      mismatch("a TLS handshake", "silence");
      return;
    case sansio::io_status::failed:
      abort("TLS can't be begun");
      return;
    default:
      s.ended = true;
      refuse_tls(status == sansio::io_status::tls_failed ? "one that failed" : "the end of the connection");
      return;
  }
}

/// The server does not begin TLS: by an alert, or by ending the connection.
void player::impl::refuse_tls(std::string_view came) {
  if (std::get<start_tls_step>(step_->what).may_be_refused) {
    sessions_[acting_].refused = true;
    transcript_.note(acting_, "the server refuses TLS");
    return;
  }
  mismatch("a TLS handshake", came);
}

void player::impl::settle_close(play_session& s) {
  s.closed = true;
  transcript_.note(acting_, abortive_ ? "reset" : "closed");
}

}  // namespace popquiz::script
