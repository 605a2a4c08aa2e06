#include "duration_text.hpp"
#include "play_text.hpp"
#include "server_player_impl.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

/// What is said at once at most.
constexpr std::size_t say_limit = 64UL * 1024;

/// A response of a SASL exchange, which "*" is not: it ends the exchange (RFC 5034 §4).
[[nodiscard]] bool is_secret_alone(const pattern& p) {
  return p.pieces.size() == 1 && p.pieces.front().kind == piece_kind::secret;
}

}  // namespace

server_player::impl::progress server_player::impl::run(const line_step& s) {
  if (s.who == speaker::server) {
    return say(s);
  }
  return s.form == line_form::raw ? hear_raw(s) : hear_line(s);
}

// ---- What the server says -----------------------------------------------------------------------------

server_player::impl::progress server_player::impl::say(const line_step& s) {
  if (phase_ == 1) {
    return progress::finished;
  }
  if (ended_) {
    return mismatch("the client hears " + shown(s), "the end of the connection");
  }
  const bool is_cut = frames_.cut() != nullptr;
  if (is_cut || said_.size() >= say_limit) {
    if (const progress p = flush(); p != progress::finished) {
      return p;
    }
  }
  auto octets = s.form == line_form::body_end ? std::string(".") : expand(s.text, vars_);
  if (!octets) {
    return abort(why_unsayable(s.text, vars_));
  }
  if (s.form == line_form::body_line && octets->starts_with('.')) {
    octets->insert(0, 1, '.');
  }
  if (s.form != line_form::raw) {
    *octets += "\r\n";
  }
  recorder_.server_said(*octets);
  if (!is_cut) {
    said_ += *octets;
    return progress::finished;
  }
  phase_ = 1;
  segments_ = frames_.cut_up(*octets);
  next_segment_ = 0;
  paused_ = true;
  return progress::again;
}

// ---- What the client says -----------------------------------------------------------------------------

server_player::impl::progress server_player::impl::hear_line(const line_step& s) {
  const std::size_t line_feed = buffer_.data().find('\n');
  if (line_feed == std::string_view::npos) {
    return hear_more(s);
  }
  if (!knows_all(s.text, vars_)) {
    return abort(why_unsayable(s.text, vars_));
  }
  std::string_view line = buffer_.data().substr(0, line_feed);
  const bool has_return = line.ends_with('\r');
  line.remove_suffix(has_return ? 1 : 0);
  const bool is_given_up = line == "*" && is_secret_alone(s.text);
  if (has_return && !is_given_up && match_exact(s.text, line, vars_)) {
    note_heard(line_feed + 1);
    return progress::finished;
  }
  const std::string expected = shown(s);
  return mismatch(expected, take_unheard());
}

/// In a line, or in octets, that have not come to their end.
server_player::impl::progress server_player::impl::hear_more(const line_step& s) {
  if (const progress p = flush(); p != progress::finished) {
    return p;
  }
  if (!ended_ && !timed_out_ && !buffer_.full()) {
    return read_until(patience_);
  }
  const std::string event = ended_           ? std::string("the end of the connection")
                            : buffer_.full() ? fmt::format("more than {} octets in one line", line_limit)
                                             : "nothing for " + print_duration(settings_.patience);
  const std::string rest = take_unheard();
  return mismatch(shown(s), rest.empty() ? event : rest + " and then " + event);
}

server_player::impl::progress server_player::impl::hear_raw(const line_step& s) {
  const auto octets = expand(s.text, vars_);
  if (!octets) {
    return abort(why_unsayable(s.text, vars_));
  }
  const std::string_view wanted = std::string_view(*octets).substr(raw_at_);
  const std::string_view came = buffer_.data().substr(0, wanted.size());
  const auto same =
      static_cast<std::size_t>(std::mismatch(came.begin(), came.end(), wanted.begin()).first - came.begin());
  if (same != came.size()) {
    // Shown to the end of its line, however it came.
    if (buffer_.data().find('\n', same) == std::string_view::npos && !ended_ && !timed_out_ &&
        !buffer_.full()) {
      return hear_more(s);
    }
    const std::size_t octet = raw_at_ + same;
    return mismatch(shown(s), fmt::format("{} (differs at octet {})", take_unheard(same), octet));
  }
  raw_at_ += same;
  note_heard(same);
  return raw_at_ == octets->size() ? progress::finished : hear_more(s);
}

// ---- What a report tells ------------------------------------------------------------------------------

void server_player::impl::note_heard(std::size_t octets) {
  recorder_.client_said(buffer_.data().substr(0, octets));
  buffer_.consume(octets);
}

void server_player::impl::note(std::string_view lines) {
  last_lines_ = lines;
  last_lines_.pop_back();
  if (last_lines_.size() > transcript::line_limit) {
    const std::size_t more = last_lines_.size() - transcript::line_limit;
    last_lines_.resize(transcript::line_limit);
    last_lines_ += fmt::format("... ({} octets more)", more);
  }
  if (context_.size() == context_lines) {
    context_.pop_front();
  }
  context_.push_back(last_lines_);
}

std::string server_player::impl::take_unheard(std::size_t difference) {
  last_lines_.clear();
  const std::size_t line_feed = buffer_.data().find('\n', difference);
  note_heard(line_feed == std::string_view::npos ? buffer_.data().size() : line_feed + 1);
  if (line_feed == std::string_view::npos) {
    recorder_.write_unfinished();
  }
  return last_lines_;
}

server_player::impl::progress server_player::impl::mismatch(std::string expected, std::string came) {
  if (result_.status == play_status::running) {
    result_ = {play_status::mismatch, where_, std::move(expected), std::move(came), ""};
  }
  return progress::stopped;
}

server_player::impl::progress server_player::impl::abort(std::string reason) {
  if (result_.status == play_status::running) {
    result_ = {play_status::aborted, where_, "", "", std::move(reason)};
  }
  return progress::stopped;
}

std::string server_player::impl::shown(const line_step& s) const {
  return shown_step(s, vars_, printer_);
}

}  // namespace popquiz::script
