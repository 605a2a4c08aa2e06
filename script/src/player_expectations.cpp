#include "player_impl.hpp"

#include "duration_text.hpp"
#include "message_extent.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

/// Octets of what came unasked that a report shows.
constexpr std::size_t unasked_limit = 4096;
[[nodiscard]] std::string_view first_line(std::string_view octets) noexcept {
  return take_line(octets);
}

constexpr std::string_view closed_text = "the server closed the connection";

}  // namespace

// ---- Status lines ---------------------------------------------------------------------------------

/// Finishes with the next status line in session().status_line(), whatever it says.
player::impl::progress player::impl::next_status(std::string_view expected) {
  play_session& s = session();
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  if (s.failed()) {
    // The line has no beginning of a reply. It is shown whole, however it came.
    const std::size_t line_feed = s.buffer.data().find('\n');
    if (line_feed == std::string_view::npos && !s.ended && !timed_out_ &&
        s.buffer.data().size() < unasked_limit) {
      return read_until(patience_);
    }
    return mismatch(
        expected, fmt::format("{} ({}, octet {} of what the server sent)", show(first_line(s.buffer.data())),
                              parser::describe(s.error()), s.error_offset()));
  }
  switch (s.pull()) {
    case play_session::pull_result::need_more:
      return wait_for_octets(expected);
    case play_session::pull_result::failed:
      return next_status(expected);
    default:
      break;
  }
  if (s.last().greeting) {
    learn_greeting();
  }
  return progress::finished;
}

player::impl::progress player::impl::wait_for_octets(std::string_view expected) {
  if (session().ended) {
    return mismatch(expected, came_and_then(closed_text));
  }
  if (take_timeout()) {
    return mismatch(expected, came_and_then("nothing for " + print_duration(settings_.reply_timeout)));
  }
  return read_until(patience_);
}

/// Before the first thing is said in a session: the greeting, unless the script looked at it.
player::impl::progress player::impl::hear_greeting() {
  play_session& s = session();
  if (!s.unread_greeting) {
    return progress::finished;
  }
  constexpr std::string_view expected = "S: +OK (the greeting)";
  if (const progress p = next_status(expected); p != progress::finished) {
    return p;
  }
  s.unread_greeting = false;
  return s.ok() ? check_deviations(false) : mismatch(expected, show(s.status_line()));
}

void player::impl::learn_greeting() {
  play_session& s = session();
  const auto timestamp = parser::find_timestamp(s.status_text());
  if (timestamp) {
    s.timestamp = *timestamp;
    if (settings_.md5_hex != nullptr) {
      s.apop_digest = settings_.md5_hex(s.timestamp + settings_.password);
      transcript_.hide(s.apop_digest, "{secret}");
    }
  }
  select(session_);
}

player::impl::progress player::impl::hear_status(const line_step& step) {
  const std::string expected = printed(step);
  if (const progress p = next_status(expected); p != progress::finished) {
    return p;
  }
  const std::string& line = session().status_line();
  const bool exact = step.form == line_form::exact;
  if (exact ? match_exact(step.text, line, vars_) : match_leading(step.text, line, vars_)) {
    return check_deviations(false);
  }
  return knows_all(step.text, vars_) ? mismatch(expected, show(line)) : abort_unknown(step.text);
}

/// What the parser noticed and no server may send. A bare CR within a body may be the message's own.
player::impl::progress player::impl::check_deviations(bool in_body) {
  const parser::observation_set& seen = session().seen();
  for (std::size_t i = 0; i < parser::observation_kinds; ++i) {
    const auto kind = static_cast<parser::observation>(i);
    const bool own = in_body && kind == parser::observation::bare_cr;
    if (seen.count(kind) != 0 && parser::strict_error(kind) != parser::parse_errc::none && !own) {
      return mismatch(
          "a reply as RFC 1939 section 3 has it",
          fmt::format("{}, octet {} of what the server sent", parser::describe(kind), seen.first(kind)));
    }
  }
  return progress::finished;
}

// ---- Octets ---------------------------------------------------------------------------------------

player::impl::progress player::impl::hear_raw(const line_step& step) {
  const auto octets = expand(step.text, vars_);
  if (!octets) {
    return abort_unknown(step.text);
  }
  play_session& s = session();
  while (raw_at_ < octets->size()) {
    const std::string_view came = s.left_over();
    const std::string_view wanted = std::string_view(*octets).substr(raw_at_, came.size());
    const auto differs = std::mismatch(wanted.begin(), wanted.end(), came.begin()).first;
    if (differs != wanted.end()) {
      // Shown to the end of its line, however it came.
      const auto at = static_cast<std::size_t>(differs - wanted.begin());
      const std::size_t line_feed = came.find('\n', at);
      if (line_feed == std::string_view::npos && !s.ended && !timed_out_ && came.size() < unasked_limit) {
        return read_until(patience_);
      }
      const std::string line = octets->substr(0, raw_at_) + std::string(came.substr(0, line_feed)) +
                               (line_feed == std::string_view::npos ? "" : "\n");
      const std::size_t octet = raw_at_ + at;
      const std::size_t line_begin = octet == 0 ? 0 : line.rfind('\n', octet - 1) + 1;  // npos + 1 is 0
      return mismatch(printed(step),
                      fmt::format("{} (differs at octet {})", show(line.substr(line_begin)), octet));
    }
    raw_at_ += wanted.size();
    s.absorb(wanted.size());
    if (raw_at_ < octets->size()) {
      return wait_for_octets(printed(step));
    }
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const expect_nothing_step& step) {
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  session().unread_greeting = false;
  if (phase_ == 0) {
    if (const progress p = read_body("the end of the body"); p != progress::finished) {
      return p;
    }
    deadline_ = now_ + step.duration;
    phase_ = 1;
  }
  play_session& s = session();
  const bool over = take_timeout() || now_ >= deadline_ || s.ended || s.left_over().size() >= unasked_limit;
  if (!over) {
    return read_until(deadline_);
  }
  if (s.left_over().empty() && (!s.ended || step.or_close)) {
    return progress::finished;
  }
  return mismatch("nothing for " + print_duration(step.duration) + (step.or_close ? ", or the end" : ""),
                  s.ended ? came_and_then(closed_text) : show(s.left_over()));
}

player::impl::progress player::impl::run(const expect_close_step&) {
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  play_session& s = session();
  s.unread_greeting = false;
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  const bool timed_out = take_timeout();
  if (!timed_out && !s.ended && s.left_over().size() < unasked_limit) {
    return read_until(patience_);
  }
  if (!s.left_over().empty()) {
    return mismatch("the server closes the connection", show(s.left_over()));
  }
  return s.ended ? progress::finished
                 : mismatch("the server closes the connection",
                            "nothing for " + print_duration(settings_.reply_timeout));
}

// ---- Bodies ---------------------------------------------------------------------------------------

/// The body under way, to its end.
player::impl::progress player::impl::read_body(std::string_view expected) {
  while (session().in_body()) {
    if (const progress p = pull_body(expected); p != progress::finished) {
      return p;
    }
  }
  return progress::finished;
}

/// The next piece of the body, or its end.
player::impl::progress player::impl::pull_body(std::string_view expected) {
  play_session& s = session();
  switch (s.pull()) {
    case play_session::pull_result::need_more:
      return wait_for_octets(expected);
    case play_session::pull_result::end:
      return check_deviations(true);
    case play_session::pull_result::failed:
      return mismatch(expected, parser::describe(s.error()));
    default:
      break;
  }
  return s.body().octets().size() <= settings_.body_limit
             ? progress::finished
             : abort(fmt::format("a body of more than {} octets", settings_.body_limit));
}

player::impl::progress player::impl::find_body(std::string_view expected) {
  play_session& s = session();
  if (s.body_in_sight()) {
    return progress::finished;
  }
  if (s.last().shape == parser::reply_shape::multi_line && s.has_status() && !s.ok()) {
    return mismatch(expected, show(s.status_line()));
  }
  return abort("the script looks at a body where the last reply has none");
}

/// The next line of the body; nothing behind the last.
player::impl::progress player::impl::next_line(std::string_view expected,
                                               std::optional<std::string_view>& line) {
  play_body& body = session().body();
  for (line = body.peek_line(); !line && !body.ended(); line = body.peek_line()) {
    if (const progress p = pull_body(expected); p != progress::finished) {
      return p;
    }
  }
  return progress::finished;
}

player::impl::progress player::impl::hear_body_line(const line_step& step) {
  const std::string expected = printed(step);
  if (const progress p = find_body(expected); p != progress::finished) {
    return p;
  }
  if (!knows_all(step.text, vars_)) {
    return abort_unknown(step.text);
  }
  play_body& body = session().body();
  std::optional<std::string_view> line;
  while (true) {
    if (const progress p = next_line(expected, line); p != progress::finished) {
      return p;
    }
    const bool matches = line && step.form != line_form::body_end && match_exact(step.text, *line, vars_);
    if (matches) {
      body.skip_line();
    }
    if (step.form == line_form::body_lines && matches) {
      continue;
    }
    const bool good =
        step.form == line_form::body_lines || (step.form == line_form::body_end ? !line : matches);
    return good ? progress::finished
                : mismatch(expected,
                           line ? fmt::format("{} (line {} of the body)", show(*line), body.line_number())
                                : std::string("the end of the body"));
  }
}

player::impl::progress player::impl::run(const message_step& step) {
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  session().unread_greeting = false;
  const auto number = number_of(step.number);
  const auto lines = step.lines ? number_of(*step.lines) : std::optional<std::uint64_t>(0);
  if (!number || !lines) {
    return progress::stopped;
  }
  const std::string expected = fmt::format("S@ message {}{}", *number,
                                           step.headers_only ? std::string(" headers")
                                           : step.lines      ? fmt::format(" lines {}", *lines)
                                                             : std::string());
  if (const progress p = find_body(expected); p != progress::finished) {
    return p;
  }
  const auto message = facts_->message(*number);
  if (!message) {
    return abort_without_mail_facts(fmt::format("message {}", *number));
  }
  if (const progress p = read_body(expected); p != progress::finished) {
    return p;
  }
  session().body().skip_all();
  const bool whole = !step.headers_only && !step.lines;
  const message_extent wanted = whole ? message_extent{*message, false} : begin_of_message(*message, *lines);
  const auto differs = find_difference(session().body().octets(), wanted);
  if (!differs) {
    return progress::finished;
  }
  return mismatch_of_body(expected, *differs);
}

}  // namespace popquiz::script
