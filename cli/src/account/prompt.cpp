#include "account/prompt.hpp"

#include "account/password.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace popquiz::cli {
namespace {

/// Those that end or stop a program at its user's wish.
constexpr std::array taken_signals{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};

volatile std::sig_atomic_t came = 0;

extern "C" void on_signal_at_prompt(int signal) {
  came = signal;
}

constexpr bool is_stop(int signal) noexcept {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/// While it lives these signals are taken in await_input() alone, and do nothing but be noticed there.
class held_signals {
 public:
  held_signals() {
    came = 0;
    struct sigaction action{};
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_signal_at_prompt;
    sigset_t taken;
    sigemptyset(&taken);
    for (const int signal : taken_signals) {
      sigaddset(&taken, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &taken, &mask_before_);
    for (std::size_t i = 0; i < taken_signals.size(); ++i) {
      ::sigaction(taken_signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) {
        ::sigaction(taken_signals[i], &action, nullptr);
      }
    }
  }
  ~held_signals() {
    for (std::size_t i = 0; i < taken_signals.size(); ++i) {
      ::sigaction(taken_signals[i], &before_[i], nullptr);
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  held_signals(const held_signals&) = delete;
  held_signals& operator=(const held_signals&) = delete;

  /// False when a signal came or waiting failed.
  [[nodiscard]] bool await_input(int file) const {
    for (;;) {
      pollfd waiting{file, POLLIN, 0};
      const int ready = ::ppoll(&waiting, 1, nullptr, &mask_before_);
      if (ready > 0) {
        return true;
      }
      if (ready < 0 && (errno != EINTR || came != 0)) {
        return false;
      }
    }
  }

 private:
  sigset_t mask_before_{};
  std::array<struct sigaction, taken_signals.size()> before_{};
};

/// While it lives the terminal does not show what is typed.
class echo_off {
 public:
  explicit echo_off(int terminal) : terminal_(terminal), known_(::tcgetattr(terminal, &before_) == 0) {
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
    done_ = known_ && ::tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
  }
  ~echo_off() {
    if (known_) {
      while (::tcsetattr(terminal_, TCSAFLUSH, &before_) != 0 && errno == EINTR) {
      }
    }
  }
  echo_off(const echo_off&) = delete;
  echo_off& operator=(const echo_off&) = delete;

  [[nodiscard]] explicit operator bool() const noexcept { return done_; }

 private:
  int terminal_;
  termios before_{};
  bool known_;
  bool done_ = false;
};

class open_terminal {
 public:
  explicit open_terminal(const char* path) : file_(::open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)) {}
  ~open_terminal() {
    if (file_ >= 0) {
      ::close(file_);
    }
  }
  open_terminal(const open_terminal&) = delete;
  open_terminal& operator=(const open_terminal&) = delete;
  [[nodiscard]] int file() const noexcept { return file_; }

 private:
  int file_;
};

void say(int terminal, std::string_view text) {
  static_cast<void>(!::write(terminal, text.data(), text.size()));
}

enum class answer : std::uint8_t { line, end, too_long, interrupted, failed };

answer read_line(int terminal, const held_signals& held, std::string& line) {
  line.reserve(secret_limit + 1);  // so that no copy of it stays behind
  for (;;) {
    if (!held.await_input(terminal)) {
      return came != 0 ? answer::interrupted : answer::failed;
    }
    char octet = 0;
    const ssize_t got = ::read(terminal, &octet, 1);
    if (got < 0) {
      return answer::failed;
    }
    if (got == 0) {
      return line.empty() ? answer::end : answer::line;
    }
    if (octet == '\n' || octet == '\r') {
      return answer::line;
    }
    if (line.size() == secret_limit) {
      return answer::too_long;
    }
    line += octet;
  }
}

answer ask_once(int terminal, const std::string& question, std::string& line) {
  const held_signals held;
  const echo_off silent(terminal);
  if (!silent) {
    return answer::failed;
  }
  say(terminal, question);
  const answer how = read_line(terminal, held, line);
  say(terminal, "\n");
  return how;
}

/// We may read from it. In the background we are stopped here, until somebody brings us to the front.
bool comes_to_front(int terminal) {
  const auto in_front = [terminal] {
    const pid_t group = ::tcgetpgrp(terminal);
    return group < 0 || group == ::getpgrp();
  };
  if (!in_front()) {
    static_cast<void>(std::raise(SIGTTIN));
  }
  return in_front();
}

}  // namespace

std::optional<secret> ask_secret(const std::string& question, std::string& why, const char* terminal) {
  const open_terminal opened(terminal);
  if (opened.file() < 0) {
    why = "there is no terminal to ask at";
    return std::nullopt;
  }
  for (;;) {
    if (!comes_to_front(opened.file())) {
      why = "the terminal is in use by another job";
      return std::nullopt;
    }
    std::string line;
    const answer how = ask_once(opened.file(), question, line);
    secret found(std::move(line));
    if (how == answer::line) {
      return found;
    }
    if (how == answer::interrupted) {
      const int signal = came;
      static_cast<void>(std::raise(signal));  // as it would have gone without us
      if (is_stop(signal)) {
        continue;
      }
    }
    why = how == answer::too_long ? fmt::format("what was typed is longer than {} octets", secret_limit)
          : how == answer::failed ? "the terminal can't be read without showing what is typed"
                                  : "nothing was typed";
    return std::nullopt;
  }
}

}  // namespace popquiz::cli
