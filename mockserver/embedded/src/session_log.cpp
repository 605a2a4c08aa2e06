#include "session_log.hpp"

#include <algorithm>

namespace popquiz {

namespace {

std::size_t lines_of_client(std::string_view lines) {
  std::size_t count = 0;
  while (!lines.empty()) {
    count += lines.front() == 'C' ? 1U : 0U;
    lines.remove_prefix(std::min(lines.size(), lines.substr(0, lines.find('\n')).size() + 1));
  }
  return count;
}

}  // namespace

std::optional<script::recorder> session_log::begin(script::recorder::secrets how) {
  const std::lock_guard lock(mutex_);
  ++begun_;
  std::string header =
      script::recorder::header("session " + std::to_string(begun_) + " of a mock server", {});
  if (octets_ + header.size() > limit_) {
    ++written_;  // there is nothing to come
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
  if (lines == "close\n" || lines == "reset\n") {  // the last that a recorder writes
    ++written_;
    changed_.notify_all();
  }
  if (octets_ > limit_) {
    return;
  }
  octets_ += lines.size();
  transcripts_[index] += octets_ > limit_ ? "# the rest is left out: there is too much of it\n" : lines;
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

bool session_log::wait_until_quiet(std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return written_ >= begun_; });
}

bool session_log::wait_until_ended(std::size_t connections, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return ended_ >= connections; });
}

}  // namespace popquiz
