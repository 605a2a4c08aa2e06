#pragma once

#include <popquiz/script/recorder.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz {

/// What the sessions of a server said: written on its thread, read on any.
class session_log : public std::enable_shared_from_this<session_log> {
 public:
  explicit session_log(std::size_t limit) : limit_(limit) {}

  /// A session begins: who writes it down. Nothing when there is no room for more.
  [[nodiscard]] std::optional<script::recorder> begin(script::recorder::secrets how);
  /// A connection has ended.
  void end_connection();

  [[nodiscard]] std::size_t sessions() const;
  [[nodiscard]] std::string transcript(std::size_t session) const;
  [[nodiscard]] bool wait_until_ended(std::size_t connections, std::chrono::milliseconds at_most) const;
  /// Lines of clients that were written down, in all sessions; also those that there was no room for.
  [[nodiscard]] std::size_t client_lines() const;

 private:
  void append(std::size_t index, std::string_view lines);

  std::size_t limit_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> transcripts_;
  std::size_t octets_ = 0;  // of all of them
  std::size_t client_lines_ = 0;
  std::size_t begun_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace popquiz
