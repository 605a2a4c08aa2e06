#include <popquiz/script/transcript.hpp>

#include "printable.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

constexpr std::size_t half = transcript::lines_limit / 2;
/// Of a secret that a line without end breaks off in, so many octets are taken for it.
constexpr std::size_t least_beginning = 2;

/// Whether `came`, as a finding tells it, begins with this line as a whole.
bool is_line_of(std::string_view line, std::string_view came) {
  if (line.starts_with("..")) {
    line.remove_prefix(1);  // byte-stuffing, which a finding leaves out
  }
  if (line.empty() || !came.starts_with(line)) {
    return false;
  }
  const std::string_view rest = came.substr(line.size());
  return rest.empty() || rest.starts_with(" (") || rest.starts_with(" and then ");
}

}  // namespace

void transcript::hide(std::string octets, std::string shown) {
  if (octets.empty()) {
    return;
  }
  const auto place = std::find_if(secrets_.begin(), secrets_.end(),
                                  [&](const secret& s) { return s.octets.size() < octets.size(); });
  secrets_.insert(place, {std::move(octets), std::move(shown)});
}

void transcript::add(std::size_t session, transcript_mark mark, std::string_view octets) {
  auto found = std::find_if(rests_.begin(), rests_.end(),
                            [&](const rest& r) { return r.session == session && r.mark == mark; });
  if (found == rests_.end()) {
    found = rests_.insert(rests_.end(), rest{session, mark, {}, 0, '\0'});
  }
  while (!octets.empty()) {
    const std::size_t line_feed = std::min(octets.find('\n'), octets.size());
    take(*found, octets.substr(0, line_feed));
    octets.remove_prefix(line_feed);
    if (!octets.empty()) {
      end_line(*found);
      octets.remove_prefix(1);
    }
  }
}

void transcript::note(std::size_t session, std::string_view what) {
  for (rest& r : rests_) {
    if (r.session == session && !r.octets.empty()) {
      append(show(r));
      r.offending = false;
      r.octets.clear();
      r.dropped = 0;
    }
  }
  append({session, transcript_mark::note, show(what, 0, line_state::whole), false});
}

void transcript::point_at(std::size_t session, std::size_t ahead, std::string_view came) {
  struct candidate {
    std::string text;
    bool by_server = false;
    bool* offending = nullptr;
  };
  std::vector<candidate> all;
  const auto consider = [&](const transcript_line& line, bool& offending) {
    if (line.session == session) {
      all.push_back({line.text, line.mark == transcript_mark::server, &offending});
    }
  };
  for (transcript_line& line : head_) {
    consider(line, line.offending);
  }
  for (std::size_t i = 0; i < tail_.size(); ++i) {
    transcript_line& line = tail_[(left_out_ + i) % tail_.size()];
    consider(line, line.offending);
  }
  for (rest& r : rests_) {
    if (!r.octets.empty()) {
      consider(show(r), r.offending);
    }
  }
  const auto is_it = [&](const candidate& c) { return c.by_server && is_line_of(c.text, came); };
  auto begin_ahead = all.end();
  for (std::size_t left = ahead; left != 0 && begin_ahead != all.begin();) {
    left -= (--begin_ahead)->by_server ? 1U : 0U;
  }
  const auto last_by_server = [&](const candidate& c) { return c.by_server; };
  const auto next = std::find_if(begin_ahead, all.end(), last_by_server);
  if (next != all.end() && is_it(*next)) {
    *next->offending = true;
    return;
  }
  const auto end = std::make_reverse_iterator(begin_ahead);
  const auto found = std::find_if(end, all.rend(), is_it);
  if (found != all.rend()) {
    *found->offending = true;
  } else if (end != all.rend()) {
    *end->offending = true;
  }
}

std::string transcript::printable(std::string_view octets) const {
  return show(octets, 0, line_state::whole);
}

std::vector<transcript_line> transcript::lines() const {
  std::vector<transcript_line> all = head_;
  if (left_out_ != 0) {
    all.push_back({0, transcript_mark::note, fmt::format("{} lines are left out here", left_out_), false});
  }
  const auto oldest = tail_.begin() + static_cast<std::ptrdiff_t>(left_out_ % half);
  all.insert(all.end(), oldest, tail_.end());
  all.insert(all.end(), tail_.begin(), oldest);
  for (const rest& r : rests_) {
    if (!r.octets.empty()) {
      all.push_back(show(r));
    }
  }
  return all;
}

void transcript::append(transcript_line line) {
  if (head_.size() < half) {
    head_.push_back(std::move(line));
  } else if (tail_.size() < half) {
    tail_.push_back(std::move(line));
  } else {
    tail_[left_out_++ % half] = std::move(line);
  }
}

/// Enough is kept to know every secret that begins before the limit.
void transcript::take(rest& into, std::string_view octets) const {
  if (octets.empty()) {
    return;
  }
  const std::size_t limit = line_limit + (secrets_.empty() ? 1 : secrets_.front().octets.size());
  const std::size_t room = limit - std::min(limit, into.octets.size());
  into.octets += octets.substr(0, room);
  into.dropped += octets.size() - std::min(room, octets.size());
  into.last = octets.back();
}

void transcript::end_line(rest& line) {
  const bool carriage_return = line.last == '\r' && !line.octets.empty();
  if (!carriage_return) {
    take(line, "\n");  // a bare line feed is worth seeing
  } else if (line.dropped != 0) {
    --line.dropped;
  } else {
    line.octets.pop_back();
  }
  append({line.session, line.mark, show(line.octets, line.dropped, line_state::whole), line.offending});
  line.offending = false;
  line.octets.clear();
  line.dropped = 0;
  line.last = '\0';
}

transcript_line transcript::show(const rest& line) const {
  return {line.session, line.mark, show(line.octets, line.dropped, line_state::unfinished), line.offending};
}

std::string transcript::show(std::string_view octets, std::size_t dropped, line_state state) const {
  std::string text;
  std::size_t at = 0;
  while (at < octets.size() && at < line_limit && text.size() < line_limit) {
    const std::string_view ahead = octets.substr(at);
    if (const secret* found = secret_at(ahead)) {
      text += found->shown;
      at += found->octets.size();
      continue;
    }
    // A line that breaks off in a secret must not show its beginning.
    const auto begun = std::find_if(secrets_.begin(), secrets_.end(), [&](const secret& s) {
      return ahead.size() >= least_beginning && s.octets.starts_with(ahead);
    });
    if (state == line_state::unfinished && begun != secrets_.end()) {
      text += begun->shown;
      at = octets.size();
      break;
    }
    append_printable(text, octets[at++]);
  }
  const std::size_t more = octets.size() - at + dropped;
  return more == 0 ? text : fmt::format("{}... ({} octets more)", text, more);
}

const transcript::secret* transcript::secret_at(std::string_view octets) const {
  const auto found = std::find_if(secrets_.begin(), secrets_.end(),
                                  [&](const secret& s) { return octets.starts_with(s.octets); });
  return found == secrets_.end() ? nullptr : &*found;
}

}  // namespace popquiz::script
