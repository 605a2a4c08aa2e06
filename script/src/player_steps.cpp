#include "player_impl.hpp"

#include "blocks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

void collect_names(const block& steps, std::string current, std::vector<std::string>& names) {
  const auto use = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const step& s : steps) {
    if (const auto* named = std::get_if<session_step>(&s.what)) {
      use(named->name);
      if (named->body.empty()) {
        current = named->name;
      } else {
        collect_names(named->body, named->name, names);
      }
    } else if (const block* body = body_of(s.what)) {
      collect_names(*body, current, names);
    } else {
      use(current);
    }
  }
}

}  // namespace

std::vector<std::string> session_names(const block& steps) {
  std::vector<std::string> names;
  collect_names(steps, "", names);
  if (names.empty()) {
    names.emplace_back();
  }
  return names;
}

bool player::impl::next_step() {
  phase_ = 0;
  raw_at_ = 0;
  patience_ = now_ + settings_.reply_timeout;
  while (!frames_.empty()) {
    step_ = frames_.next();
    if (step_ != nullptr) {
      where_ = step_->where;
      return true;
    }
    play_frame& frame = frames_.top();
    select(frame.session);
    if (frames_.begin_next_round()) {
      begin_round(frame);
      continue;
    }
    const step* owner = frame.owner;
    frames_.leave();
    if (owner != nullptr && std::holds_alternative<together_step>(owner->what)) {
      step_ = owner;
      where_ = owner->where;
      phase_ = 1;  // now say what was gathered
      return true;
    }
  }
  return false;
}

/// Behind the last step: a body that none looked at has to end all the same.
player::impl::progress player::impl::finish() {
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    if (sessions_[i].open && !sessions_[i].closed) {
      select(i);
      if (const progress p = read_body("the end of the body"); p != progress::finished) {
        return p;
      }
    }
  }
  result_.status = play_status::passed;
  return progress::stopped;
}

void player::impl::begin_round(const play_frame& frame) {
  const auto* loop = frame.owner == nullptr ? nullptr : std::get_if<for_step>(&frame.owner->what);
  if (loop != nullptr) {
    vars_[loop->name] = loop->maildrop ? std::to_string(frame.round + 1) : loop->values[frame.round];
  }
}

void player::impl::select(std::size_t index) {
  session_ = index;
  const auto predefine = [&](const std::string& name, const std::string& value) {
    if (value.empty()) {
      vars_.erase(name);
    } else {
      vars_[name] = value;
    }
  };
  predefine("timestamp", session().timestamp);
  predefine("apop-digest", session().apop_digest);
  predefine(secret_name("apop"), session().apop_digest);
}

player::impl::progress player::impl::run() {
  return std::visit(
      [&](const auto& kind) {
        if constexpr (requires { run(kind); }) {
          return run(kind);
        } else {
          return run_override();
        }
      },
      step_->what);
}

player::impl::progress player::impl::run_override() {
  return abort("a step of an \"on\" block has no meaning in a dialogue");
}

/// A connection that this step can use.
player::impl::progress player::impl::make_ready() {
  play_session& s = session();
  if (s.closed) {
    return abort("the session was closed before");
  }
  if (s.open) {
    return progress::finished;
  }
  in_flight_ = in_flight::connect;
  acting_ = session_;
  action_ = player_action{session_, connect{now_ + settings_.reply_timeout}};
  return progress::act;
}

player::impl::progress player::impl::run(const line_step& s) {
  const bool said = s.who == speaker::client;
  if (said && frames_.in_together()) {
    const auto octets = expand(s.text, vars_);
    if (!octets) {
      return abort_unknown(s.text);
    }
    together_ += *octets;
    together_ += s.form == line_form::line ? "\r\n" : "";
    return together_.size() <= settings_.body_limit ? progress::finished : abort("too much to say together");
  }
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  if (said) {
    // The greeting may bring what the line uses.
    if (const progress p = hear_greeting(); p != progress::finished) {
      return p;
    }
    const auto octets = expand(s.text, vars_);
    return octets ? say(*octets + (s.form == line_form::line ? "\r\n" : "")) : abort_unknown(s.text);
  }
  session().unread_greeting = false;
  switch (s.form) {
    case line_form::line:
    case line_form::exact:
      return hear_status(s);
    case line_form::raw:
      return hear_raw(s);
    case line_form::body_line:
    case line_form::body_lines:
    case line_form::body_end:
      break;
  }
  return hear_body_line(s);
}

/// Behind hear_greeting().
player::impl::progress player::impl::say(std::string_view octets) {
  play_session& s = session();
  if (s.ended) {
    return abort("the server has closed the session before");
  }
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  if (s.owes_nothing() && !s.left_over().empty()) {
    return mismatch("nothing behind the reply",
                    fmt::format("octets after the reply: {}", show(s.left_over())));
  }
  s.note_said(octets);
  queue_output(session_, frames_.cut_up(octets));
  return progress::finished;
}

player::impl::progress player::impl::run(const login_step& step) {
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  const bool by_apop = settings_.login == login_way::apop;
  // 0: the greeting, 1: USER, 2: its reply, 3: PASS or APOP, 4: its reply
  progress p = progress::finished;
  switch (phase_) {
    case 0:
      p = session().unread_greeting ? hear_login_reply(step, "S: +OK (the greeting)") : p;
      break;
    case 1:
      p = by_apop ? p : say("USER " + settings_.user + "\r\n");
      break;
    case 2:
      p = by_apop ? p : hear_login_reply(step, "S: +OK (to USER)");
      break;
    case 3:
      p = say(by_apop ? "APOP " + settings_.user + ' ' + session().apop_digest + "\r\n"
                      : "PASS " + settings_.password + "\r\n");
      break;
    default:
      p = hear_login_reply(step, by_apop ? "S: +OK (to APOP)" : "S: +OK (to PASS)");
      break;
  }
  if (p != progress::finished || session().refused) {
    return p;
  }
  session().logged_in = phase_ == 4;
  return phase_++ < 4 ? progress::again : progress::finished;
}

/// A reply within `login`; sets `refused` where that is an answer too.
player::impl::progress player::impl::hear_login_reply(const login_step& step, std::string_view expected) {
  play_session& s = session();
  s.refused = step.may_be_refused && s.ended && s.buffer.empty();
  if (s.refused) {
    s.unread_greeting = false;
    return progress::finished;
  }
  if (const progress p = next_status(expected); p != progress::finished) {
    return p;
  }
  s.unread_greeting = false;
  s.refused = step.may_be_refused && !s.ok();
  if (!s.ok() && !s.refused) {
    return mismatch(expected, show(s.status_line()));
  }
  return check_deviations(false);
}

/// Behind the reply to STLS (RFC 2595 s4). What is left in the buffer came in clear: it must not be there.
player::impl::progress player::impl::run(const start_tls_step&) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  play_session& s = session();
  const auto proof = s.buffer.drained();
  if (!proof) {
    return mismatch("nothing behind the reply",
                    fmt::format("octets in clear, before TLS: {}", show(s.left_over())));
  }
  phase_ = 1;
  action_ =
      act(session_, in_flight::handshake, sansio::tls_handshake{*proof, now_ + settings_.reply_timeout});
  return progress::act;
}

player::impl::progress player::impl::run(const close_step& step) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  phase_ = 1;
  abortive_ = step.abortive;
  action_ = act(session_, in_flight::close,
                sansio::close{abortive_ ? sansio::close_kind::abortive : sansio::close_kind::graceful});
  return progress::act;
}

player::impl::progress player::impl::run(const wait_step& step) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  if (step.duration.count() == 0) {
    return progress::finished;
  }
  phase_ = 1;
  action_ = act(session_, in_flight::wait, sansio::wait_until{now_ + step.duration});
  return progress::act;
}

player::impl::progress player::impl::run(const session_step& step) {
  const std::size_t before = session_;
  select(static_cast<std::size_t>(std::find(names_.begin(), names_.end(), step.name) - names_.begin()));
  if (!step.body.empty()) {
    frames_.enter(*step_, step.body, before, 1);
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const together_step& step) {
  if (phase_ == 1) {
    return together_.empty() ? progress::finished : say(together_);
  }
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  if (const progress p = hear_greeting(); p != progress::finished) {
    return p;
  }
  together_.clear();
  frames_.enter(*step_, step.body, session_, 1);
  return progress::finished;
}

player::impl::progress player::impl::run(const cut_step& step) {
  frames_.enter(*step_, step.body, session_, 1);
  return progress::finished;
}

player::impl::progress player::impl::run(const for_step& step) {
  const std::uint64_t rounds = step.maildrop ? facts_->messages() : step.values.size();
  if (rounds != 0) {
    frames_.enter(*step_, step.body, session_, rounds);
    begin_round(frames_.top());
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const repeat_step& step) {
  if (step.times != 0) {
    frames_.enter(*step_, step.body, session_, step.times);
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const if_step& step) {
  if (step.condition == condition_kind::lines) {
    if (const progress p = read_body("the end of the body"); p != progress::finished) {
      return p;
    }
  }
  const play_session& s = session();
  bool holds = false;
  switch (step.condition) {
    case condition_kind::logged_in:
      holds = s.logged_in;
      break;
    case condition_kind::refused:
      holds = s.refused;
      break;
    case condition_kind::replied_ok:
      holds = s.has_status() && s.ok();
      break;
    case condition_kind::replied_err:
      holds = s.has_status() && !s.ok();
      break;
    case condition_kind::in_tls:
      holds = s.in_tls;
      break;
    case condition_kind::closed:
      holds = s.ended;
      break;
    case condition_kind::lines:
      holds = !difference_of_lines(step.lines);
      break;
  }
  if (holds) {
    frames_.enter(*step_, step.body, session_, 1);
  }
  return progress::finished;
}

}  // namespace popquiz::script
