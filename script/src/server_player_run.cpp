#include "duration_text.hpp"
#include "server_player_impl.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::script {

namespace {

using sansio::close_kind;
using sansio::io_status;
using sansio::next_action;

[[nodiscard]] sansio::time_point later(sansio::time_point now, milliseconds by) {
  const auto room = std::chrono::duration_cast<milliseconds>(sansio::no_deadline - now);
  return by < room ? now + by : sansio::no_deadline;
}

}  // namespace

server_player::impl::impl(const script& s, server_play_settings settings)
    : settings_(settings),
      recorder_([this](std::string_view lines) { note(lines); }),
      frames_(s.steps),
      buffer_(line_limit + 2) {
  where_ = s.steps.empty() ? location{1, 1} : s.steps.front().where;
}

next_action server_player::impl::resume(sansio::io_result last, sansio::time_point now) {
  now_ = now;
  std::uint64_t silent_steps = 0;
  settle(last);
  while (!closed_) {
    if (auto action = next_output()) {
      return *action;
    }
    if (result_.status != play_status::running) {
      if (!ended_ && flush() == progress::again) {
        continue;  // a client that is ahead gets its replies up to the difference all the same
      }
      return close();
    }
    if (++silent_steps > settings_.silent_steps_limit) {
      abort(silence_of(settings_.silent_steps_limit));
      continue;
    }
    switch (step_ != nullptr || next_step() ? run() : end_of_script()) {
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
  return sansio::done{};
}

// ---- Actions, and how they end ------------------------------------------------------------------------

server_player::impl::progress server_player::impl::act(in_flight what, next_action action) {
  in_flight_ = what;
  action_ = action;
  return progress::act;
}

server_player::impl::progress server_player::impl::read_until(sansio::time_point deadline) {
  return act(in_flight::read, sansio::read{buffer_.prepare(), deadline});
}

server_player::impl::progress server_player::impl::flush() {
  if (said_.empty()) {
    return progress::finished;
  }
  segments_.assign(1, std::exchange(said_, {}));
  next_segment_ = 0;
  paused_ = true;
  return progress::again;
}

std::optional<next_action> server_player::impl::next_output() {
  if (ended_) {
    segments_.clear();
    said_.clear();
  }
  if (next_segment_ >= segments_.size()) {
    return std::nullopt;
  }
  if (!std::exchange(paused_, true)) {
    const play_frame* const cut = frames_.cut();
    const milliseconds own = cut == nullptr ? milliseconds() : std::get<cut_step>(cut->owner->what).pause;
    in_flight_ = in_flight::wait;
    return sansio::wait_until{later(now_, std::max(own, settings_.segment_pause))};
  }
  piece_ = segments_[next_segment_];
  in_flight_ = in_flight::write;
  return sansio::write{{&piece_, 1}, later(now_, settings_.patience)};
}

next_action server_player::impl::close() {
  in_flight_ = in_flight::close;
  return sansio::close{abortive_ ? close_kind::abortive : close_kind::graceful};
}

void server_player::impl::settle(sansio::io_result last) {
  timed_out_ = false;
  const in_flight what = std::exchange(in_flight_, in_flight::none);
  if (what == in_flight::close) {
    closed_ = true;
    return;
  }
  if (what != in_flight::wait) {
    patience_ = later(now_, settings_.patience);
  }
  if (last.status != io_status::ok && what != in_flight::none) {
    settle_failure(what, last.status);
    return;
  }
  if (what == in_flight::read) {
    buffer_.commit(last.octets);
  } else if (what == in_flight::write) {
    ++next_segment_;
    paused_ = false;
  } else if (what == in_flight::handshake) {
    recorder_.tls_began();
  }
}

void server_player::impl::settle_failure(in_flight what, io_status status) {
  switch (status) {
    case io_status::cancelled:
      abortive_ = true;
      ended_ = true;
      abort("the play was cancelled");
      return;
    case io_status::timed_out:
      if (what == in_flight::read) {
        timed_out_ = true;
        return;
      }
      abortive_ = what == in_flight::write;
      ended_ = true;
      mismatch(what == in_flight::write ? "the client takes what the server says" : "a TLS handshake",
               "nothing for " + print_duration(settings_.patience));
      return;
    default:
      break;
  }
  ended_ = true;
  if (what == in_flight::handshake) {
    mismatch("a TLS handshake", status == io_status::tls_failed || status == io_status::failed
                                    ? "one that failed"
                                    : "the end of the connection");
  } else if (status == io_status::tls_failed || status == io_status::failed) {
    abort(status == io_status::failed ? "the connection failed" : "the connection failed: TLS");
  }
  // Else a step to come misses it, or none does.
}

// ---- Which step ---------------------------------------------------------------------------------------

bool server_player::impl::next_step() {
  phase_ = 0;
  raw_at_ = 0;
  patience_ = later(now_, settings_.patience);
  while (!frames_.empty()) {
    step_ = frames_.next();
    if (step_ != nullptr) {
      where_ = step_->where;
      return true;
    }
    play_frame& frame = frames_.top();
    if (frames_.begin_next_round()) {
      if (const auto* loop = std::get_if<for_step>(&frame.owner->what)) {
        vars_[loop->name] = loop->values[frame.round];
      }
      continue;
    }
    frames_.leave();
  }
  return false;
}

server_player::impl::progress server_player::impl::run() {
  return std::visit(
      [&](const auto& kind) -> progress {
        using kind_type = std::decay_t<decltype(kind)>;
        if constexpr (requires { run(kind); }) {
          return run(kind);
        } else if constexpr (std::is_same_v<kind_type, wait_step> ||
                             std::is_same_v<kind_type, expect_nothing_step>) {
          return pause(kind.duration);
        } else if constexpr (std::is_same_v<kind_type, together_step> ||
                             std::is_same_v<kind_type, cut_step>) {
          return enter(kind.body, 1);
        } else if constexpr (std::is_same_v<kind_type, repeat_step>) {
          return enter(kind.body, kind.times);
        } else if constexpr (std::is_same_v<kind_type, for_step>) {
          if (!kind.values.empty()) {
            vars_[kind.name] = kind.values.front();
          }
          return enter(kind.body, kind.values.size());
        } else {
          return abort("only a client can play this step");
        }
      },
      step_->what);
}

server_player::impl::progress server_player::impl::enter(const block& body, std::uint64_t rounds) {
  // What was said before a cut is none of what it cuts.
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  if (rounds != 0) {
    frames_.enter(*step_, body, 0, rounds);
  }
  return progress::finished;
}

server_player::impl::progress server_player::impl::pause(milliseconds duration) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  if (duration.count() == 0) {
    return progress::finished;
  }
  phase_ = 1;
  return act(in_flight::wait, sansio::wait_until{later(now_, duration)});
}

server_player::impl::progress server_player::impl::run(const start_tls_step& s) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  const auto proof = buffer_.drained();
  if (!proof) {
    return mismatch("start-tls", take_unheard() + " in clear");
  }
  phase_ = 1;
  return act(in_flight::handshake,
             sansio::tls_handshake{*proof, later(now_, settings_.patience), s.identity});
}

// ---- The end ------------------------------------------------------------------------------------------

server_player::impl::progress server_player::impl::run(const close_step& s) {
  const progress p = end_of_script();
  abortive_ = abortive_ || (s.abortive && result_.status == play_status::passed);
  return p;
}

/// The server's own close: whatever the client still says, it is too late.
server_player::impl::progress server_player::impl::run(const expect_close_step&) {
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  if (!buffer_.empty()) {
    return mismatch("nothing until the server closes", take_unheard());
  }
  result_.status = play_status::passed;
  return progress::stopped;
}

server_player::impl::progress server_player::impl::end_of_script() {
  if (const progress p = hear_last_words(); p != progress::finished) {
    return p;
  }
  result_.status = play_status::passed;
  return progress::stopped;
}

server_player::impl::progress server_player::impl::hear_last_words() {
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  // A line is worth waiting for to its end, when it has begun.
  const bool is_line = buffer_.data().find('\n') != std::string_view::npos || buffer_.full();
  if (is_line || ((ended_ || timed_out_) && !buffer_.empty())) {
    return mismatch("the end of the conversation", take_unheard());
  }
  return ended_ || timed_out_ ? progress::finished : read_until(later(now_, settings_.last_words));
}

}  // namespace popquiz::script
