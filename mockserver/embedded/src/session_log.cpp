#include "session_log.hpp"

#include <algorithm>

namespace popquiz {

namespace {

constexpr std::string_view left_out =
    "# much of the rest is left out: what follows are commands and status lines only\n";
/// So much of the limit is there besides for what tells_of_the_client().
constexpr std::size_t share_behind_limit = 4;

/// With its line end. `lines` is not empty.
std::string_view first_line(std::string_view lines) {
  const std::size_t end = lines.find('\n');
  return end == std::string_view::npos ? lines : lines.substr(0, end + 1);
}

std::size_t lines_of_client(std::string_view lines) {
  std::size_t count = 0;
  while (!lines.empty()) {
    count += lines.front() == 'C' ? 1U : 0U;
    lines.remove_prefix(first_line(lines).size());
  }
  return count;
}

/// What a server floods with is of no interest behind a while; what the client says to it always is, and in
/// reply to what.
bool tells_of_the_client(std::string_view line) {
  return line.starts_with("C") || line.starts_with("S: ") || line.starts_with("S.") ||
         line.starts_with("start-tls") || line == "close\n" || line == "reset\n";
}

}  // namespace

std::optional<script::recorder> session_log::begin(script::recorder::secrets how) {
  const std::lock_guard lock(mutex_);
  ++begun_;
  std::string header =
      script::recorder::header("session " + std::to_string(begun_) + " of a mock server", {});
  if (octets_ + header.size() > limit_) {
    return std::nullopt;
  }
  octets_ += header.size();
  transcripts_.push_back(std::move(header));
  return script::recorder([self = shared_from_this(), index = transcripts_.size() - 1](
                              std::string_view lines) { self->append(index, lines); },
                          how);
}

void session_log::append(std::size_t index, std::string_view lines) {
  const std::lock_guard lock(mutex_);
  client_lines_ += lines_of_client(lines);
  if (octets_ <= limit_) {
    octets_ += lines.size();
    transcripts_[index] += octets_ > limit_ ? left_out : lines;
    return;
  }
  while (!lines.empty()) {
    const std::string_view line = first_line(lines);
    lines.remove_prefix(line.size());
    if (tells_of_the_client(line) && octets_ + line.size() <= limit_ + limit_ / share_behind_limit) {
      octets_ += line.size();
      transcripts_[index] += line;
    }
  }
}

void session_log::end_connection() {
  {
    const std::lock_guard lock(mutex_);
    ++ended_;
  }
  changed_.notify_all();
}

std::size_t session_log::sessions() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}

std::string session_log::transcript(std::size_t session) const {
  const std::lock_guard lock(mutex_);
  return session == 0 || session > transcripts_.size() ? std::string() : transcripts_[session - 1];
}

std::size_t session_log::client_lines() const {
  const std::lock_guard lock(mutex_);
  return client_lines_;
}

bool session_log::wait_until_ended(std::size_t connections, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return ended_ >= connections; });
}

}  // namespace popquiz
