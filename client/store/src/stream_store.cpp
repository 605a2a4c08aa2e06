#include "stream_store.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it in no header

namespace popquiz::client {
namespace {

constexpr int later_perhaps = 75;  // EX_TEMPFAIL
constexpr int between_looks = 10;  // milliseconds, at a command that has a limit

using clock = std::chrono::steady_clock;

int write_all(int descriptor, std::string_view octets) noexcept {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(descriptor, octets.data(), octets.size());
    if (wrote < 0 && errno != EINTR) {
      return errno;
    }
    octets.remove_prefix(wrote < 0 ? 0 : static_cast<std::size_t>(wrote));
  }
  return 0;
}

/// A command that does not read on must cost an EPIPE and no signal, whatever the program does about SIGPIPE.
class without_sigpipe {
 public:
  without_sigpipe() noexcept {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~without_sigpipe() {
    if (::sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{};
      while (::sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
      }
      ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
  }
  without_sigpipe(const without_sigpipe&) = delete;
  without_sigpipe& operator=(const without_sigpipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

/// A command in a shell. With a limit it has a process group of its own, which is killed when the time is
/// over.
class child_process {
 public:
  explicit child_process(std::chrono::milliseconds limit) noexcept
      : has_limit_(limit.count() != 0), until_(clock::now() + limit) {}

  /// 0, or an errno value.
  int start(const std::string& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return errno;
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    std::array<char*, 4> words{shell.data(), option.data(), text.data(), nullptr};
    posix_spawnattr_t attributes;  // the command gets the signals as everybody has them
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t as_usual;
    ::sigemptyset(&as_usual);
    ::sigaddset(&as_usual, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &as_usual);
    ::posix_spawnattr_setflags(&attributes,
                               static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                  (has_limit_ ? POSIX_SPAWN_SETPGROUP : 0)));
    const int error = ::posix_spawn(&process_, "/bin/sh", &actions, &attributes, words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[0]);
    input_ = ends[1];
    if (has_limit_) {
      ::fcntl(input_, F_SETFL, O_NONBLOCK);
    }
    return error;
  }
  /// To its standard input; 0, or an errno value: ETIMEDOUT when the limit is over.
  int write(std::string_view octets) noexcept {
    while (!octets.empty()) {
      const std::size_t before = octets.size();
      const int error = has_limit_ ? write_some(octets) : write_all(input_, octets);
      if (error != 0 || !has_limit_) {
        return error;
      }
      pollfd room{input_, POLLOUT, 0};
      if (octets.size() == before && ::poll(&room, 1, milliseconds_left()) == 0) {
        return ETIMEDOUT;
      }
    }
    return 0;
  }
  [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }
  /// Closes its input and waits for its end: the exit status, or -1 for a signal.
  int finish() noexcept {
    ::close(input_);
    int status = 0;
    while (has_limit_ && process_ > 0 && ::waitpid(process_, &status, WNOHANG) == 0) {
      if (milliseconds_left() == 0) {
        timed_out_ = true;
        ::kill(-process_, SIGKILL);
        break;
      }
      ::poll(nullptr, 0, between_looks);
    }
    // Of a child that the loop has seen end nothing is left to wait for: `status` stays.
    while (process_ > 0 && ::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  [[nodiscard]] int milliseconds_left() const noexcept {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until_ - clock::now()).count();
    return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left, 0, 1'000'000));
  }
  /// Takes off what is written without waiting.
  int write_some(std::string_view& octets) noexcept {
    const ssize_t wrote = ::write(input_, octets.data(), octets.size());
    if (wrote < 0) {
      return errno == EINTR || errno == EAGAIN ? 0 : errno;
    }
    octets.remove_prefix(static_cast<std::size_t>(wrote));
    return 0;
  }

  bool has_limit_;
  clock::time_point until_;
  bool timed_out_ = false;
  pid_t process_ = 0;
  int input_ = -1;
};

}  // namespace

store_result pipe_store::deliver(const std::vector<staged_message>& staged, std::size_t& delivered) {
  for (const staged_message& each : staged) {
    if (auto result = run(each); !result) {
      return result;
    }
    ++delivered;
  }
  return {};
}

store_result pipe_store::run(const staged_message& message) {
  const without_sigpipe quietly;
  child_process child(limit_);
  if (const int error = child.start(command_); error != 0) {
    static_cast<void>(child.finish());
    return fail(error, "run", command_);
  }
  const int error =
      read_spool(message.begin, message.end, [&child](std::string_view piece) { return child.write(piece); });
  const int status = child.finish();
  if (child.timed_out()) {
    return fail(store_errc::command_failed, "the command \"" + command_ + "\" was not over after " +
                                                std::to_string(limit_.count() / 1000) + " s");
  }
  // A command need not read it all: its exit status says whether it has the message.
  if (error != 0 && error != EPIPE) {
    return fail(error, "write to", command_);
  }
  if (status == 0) {
    return {};
  }
  return fail(status == later_perhaps ? store_errc::command_tempfail : store_errc::command_failed,
              "the command \"" + command_ + "\" ended " +
                  (status < 0 ? "by a signal" : "with exit status " + std::to_string(status)));
}

store_result output_store::deliver(const std::vector<staged_message>& staged, std::size_t& delivered) {
  const int error = read_spool(0, staged.back().end,
                               [](std::string_view piece) { return write_all(STDOUT_FILENO, piece); });
  if (error != 0) {
    return fail(error, "write to", "standard output");
  }
  delivered = staged.size();
  return {};
}

}  // namespace popquiz::client
