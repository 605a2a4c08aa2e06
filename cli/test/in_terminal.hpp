#pragma once

#include <gtest/gtest.h>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// A child with a terminal of its own, at which the test sits. What `work` gives comes back by result().
class in_terminal {
 public:
  explicit in_terminal(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    child_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
    EXPECT_GE(child_, 0);
    if (child_ == 0) {
      const std::string text = work();
      const bool said = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
      ::_exit(said ? 0 : 1);
    }
    ::close(ends[1]);
    result_ = ends[0];
  }
  ~in_terminal() {
    ::close(terminal_);
    ::close(result_);
    if (!reaped_) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
  }
  in_terminal(const in_terminal&) = delete;
  in_terminal& operator=(const in_terminal&) = delete;

  /// Waits until `text` is on the screen, behind what earlier calls found. False when it does not come.
  [[nodiscard]] bool sees(std::string_view text) {
    for (;;) {
      const std::size_t at = screen_.find(text, seen_);
      if (at != std::string::npos) {
        seen_ = at + text.size();
        return true;
      }
      pollfd waiting{terminal_, POLLIN, 0};
      std::array<char, 256> block{};
      if (::poll(&waiting, 1, deadline) != 1) {
        return false;
      }
      const ssize_t got = ::read(terminal_, block.data(), block.size());
      if (got <= 0) {
        return false;
      }
      screen_.append(block.data(), static_cast<std::size_t>(got));
    }
  }
  void type(std::string_view keys) const {
    EXPECT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  [[nodiscard]] bool shows_what_is_typed() const {
    termios now{};
    EXPECT_EQ(::tcgetattr(terminal_, &now), 0);
    return (now.c_lflag & ECHO) != 0;
  }
  /// What `work` gave; empty when it did not come to its end.
  [[nodiscard]] std::string result() const {
    std::string text;
    std::array<char, 256> block{};
    for (ssize_t got = 0; (got = ::read(result_, block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
  }
  /// How the child ended, as waitpid() tells it.
  [[nodiscard]] int status() {
    int status = 0;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    reaped_ = true;
    return status;
  }
  [[nodiscard]] const std::string& screen() const noexcept { return screen_; }

 private:
  static constexpr int deadline = 30'000;  // milliseconds until what does not come is a failure

  pid_t child_ = -1;
  int terminal_ = -1;
  int result_ = -1;
  bool reaped_ = false;
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace popquiz::cli
