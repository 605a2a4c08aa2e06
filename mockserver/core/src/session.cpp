#include "session.hpp"

#include "deadline.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace popquiz::mockserver {
namespace {

using sansio::close_kind;
using sansio::io_status;
using sansio::next_action;
using script::on_event;

// Pipelined commands take few reads; a line longer than the limit passes through piece by piece.
constexpr std::size_t read_size = 16UL * 1024;

// Steps in a row until other sessions get their turn: an override may repeat without saying anything.
constexpr int steps_limit = 10'000;

// Between the segments of a `cut`, so that they stay apart.
constexpr std::chrono::milliseconds segment_pause{1};

}  // namespace

session::session(reference_server::shared_state& server, session_transport on)
    : settings_(server.settings()),
      data_(server, std::move(on)),
      matcher_(server.overrides()),
      commands_(settings_.commands),
      in_(std::max({read_size, 2 * settings_.commands.line, settings_.commands.response})) {}

next_action session::resume(sansio::io_result last, sansio::time_point now) noexcept {
  now_ = now;
  data_.now = now;
  take(last);
  for (int i = 0; i < steps_limit; ++i) {
    if (auto action = advance()) {
      return *action;
    }
  }
  return wait(now_);
}

// ---- how the last action ended --------------------------------------------------------------------

void session::take(sansio::io_result last) {
  const action_kind asked = asked_;
  switch (asked) {
    case action_kind::none:
      greet();
      return;
    case action_kind::close:
      asked_ = action_kind::done;
      return;
    case action_kind::done:
      return;
    default:
      break;
  }
  asked_ = action_kind::none;
  if (asked == action_kind::write) {
    out_.segment_written();
    segment_due_ = deadline(now_, std::max(segment_pause, out_.pause()));
    if (answering_) {
      idle_since_ = now_;
    }
  }
  switch (last.status) {
    case io_status::ok:
      if (asked == action_kind::read) {
        in_.commit(last.octets);
      } else if (asked == action_kind::handshake) {
        data_.enter_tls();
        idle_since_ = now_;
        take_back_clear_octets();
      }
      return;
    case io_status::end_of_stream:
      lose(close_kind::graceful, asked == action_kind::read);
      return;
    case io_status::timed_out:
      if (asked == action_kind::read) {
        take_timeout();
      } else if (asked == action_kind::write || asked == action_kind::handshake) {
        lose(close_kind::abortive, false);
      }
      return;
    case io_status::tls_failed:
      lose(close_kind::graceful, false);  // the client is to get the alert that says why
      return;
    case io_status::cancelled:
      closing_ = close_kind::abortive;  // the server stops; it was not the client who ended this
      data_.unheard = true;
      run_.reset();
      data_.tls_is_next = false;
      return;
    default:
      lose(close_kind::abortive, false);
      return;
  }
}

/// `keeping octets in clear`: what was read before the handshake is read once more.
void session::take_back_clear_octets() {
  const auto into = in_.prepare();
  const std::size_t octets = std::min(into.size(), kept_clear_.size());
  std::copy_n(kept_clear_.begin(), octets, into.begin());
  if (octets != 0) {
    in_.commit(octets);
  }
  kept_clear_.clear();
}

void session::take_timeout() {
  using std::chrono::milliseconds;
  const auto idle = std::chrono::duration_cast<milliseconds>(now_ - idle_since_);
  const auto next = matcher_.next_idle();
  if (next && *next <= idle) {
    begin_run(on_event::idle, idle);
  } else if (idle >= settings_.autologout) {
    lose(close_kind::graceful, true);  // RFC 1939 §3: without a response, without the UPDATE state
  }
}

void session::lose(close_kind how, bool reachable) {
  body_.reset();
  run_.reset();
  waiting_.reset();
  data_.exchange.reset();
  data_.tls_is_next = false;
  data_.unheard = data_.unheard || !reachable;
  if (!closing_) {
    closing_ = how;
    begin_run(on_event::disconnect);
  } else if (how == close_kind::abortive) {
    closing_ = how;
  }
}

// ---- what to do next ------------------------------------------------------------------------------

std::optional<next_action> session::advance() {
  if (asked_ == action_kind::done) {
    return sansio::done{};
  }
  if (data_.unheard) {
    out_.clear();
    body_.reset();
  }
  if (out_.partly_written()) {
    return now_ < segment_due_ ? wait(segment_due_) : write();
  }
  if (out_.full(settings_.output_limit)) {
    return write();
  }
  if (body_) {
    advance_body();
    return body_ ? std::optional(write()) : std::nullopt;
  }
  if (data_.tls_is_next) {
    return out_.empty() ? handshake() : write();
  }
  if (run_) {
    return advance_run();
  }
  if (closing_) {
    return out_.empty() ? close() : write();
  }
  if (data_.entered_transaction) {
    data_.entered_transaction = false;
    begin_run(on_event::login);
    return std::nullopt;
  }
  if (data_.exchange ? take_response() : take_command()) {
    return std::nullopt;
  }
  return out_.empty() ? read() : write();
}

void session::advance_body() {
  switch (body_->write_some(out_, settings_.output_limit)) {
    case body_progress::more:
      return;
    case body_progress::done:
      body_.reset();
      return;
    case body_progress::failed:
      // No terminator, and no orderly end either: the client must not take the rest for a message.
      body_.reset();
      run_.reset();
      out_.clear();
      closing_ = close_kind::abortive;
      return;
  }
}

// ---- the actions ----------------------------------------------------------------------------------

next_action session::read() {
  asked_ = action_kind::read;
  answering_ = false;
  sansio::time_point until = deadline(idle_since_, settings_.autologout);
  if (const auto idle = matcher_.next_idle()) {
    until = std::min(until, deadline(idle_since_, *idle));
  }
  return sansio::read{in_.prepare(), until};
}

next_action session::write() {
  asked_ = action_kind::write;
  return sansio::write{out_.segment(), deadline(now_, settings_.write_timeout)};
}

next_action session::wait(sansio::time_point until) {
  asked_ = action_kind::wait;
  return sansio::wait_until{until};
}

next_action session::handshake() {
  asked_ = action_kind::handshake;
  data_.tls_is_next = false;
  // Whoever can write into the clear connection could put commands behind STLS (CVE-2011-0411).
  kept_clear_ = data_.tls_how.keeps_clear_octets ? std::string(in_.data()) : std::string();
  drop_rest();
  const sansio::tls_identity identity = std::exchange(data_.tls_how, {}).identity;
  return sansio::tls_handshake{*in_.drained(), deadline(now_, data_.transport.handshake_timeout), identity};
}

void session::drop_rest() {
  in_.consume(in_.data().size());
  commands_ = parser::command_parser(settings_.commands);
}

next_action session::close() {
  asked_ = action_kind::close;
  data_.drop.reset();  // releases the lock; what is marked deleted stays (RFC 1939 §6)
  return sansio::close{*closing_};
}

}  // namespace popquiz::mockserver
