#include "stream_store.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it in no header

namespace popquiz::client {
namespace {

constexpr int later_perhaps = 75;  // EX_TEMPFAIL

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

class child_process {
 public:
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
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int error = ::posix_spawn(&process_, "/bin/sh", &actions, &attributes, words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[0]);
    input_ = ends[1];
    return error;
  }
  [[nodiscard]] int input() const noexcept { return input_; }
  /// Closes its input and waits for its end: the exit status, or -1 for a signal.
  int finish() noexcept {
    ::close(input_);
    int status = 0;
    while (process_ > 0 && ::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
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
  child_process child;
  if (const int error = child.start(command_); error != 0) {
    static_cast<void>(child.finish());
    return fail(error, "run", command_);
  }
  const int error = read_spool(message.begin, message.end,
                               [&child](std::string_view piece) { return write_all(child.input(), piece); });
  const int status = child.finish();
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
