#include "account/password_command.hpp"

#include "account/password.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

namespace popquiz::cli {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_looks{10};  // at a child that has closed its output and still runs

std::string words_of(int error) {
  return std::generic_category().message(error);
}

/// A file descriptor that is closed when it goes.
class descriptor {
 public:
  explicit descriptor(int file = -1) noexcept : file_(file) {}
  ~descriptor() { close(); }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  [[nodiscard]] int get() const noexcept { return file_; }
  void reset(int file) noexcept {
    close();
    file_ = file;
  }
  void close() noexcept {
    if (file_ >= 0) {
      ::close(file_);
      file_ = -1;
    }
  }

 private:
  int file_;
};

/// The terminal, when we have it, may belong to another process group for a while.
class lent_terminal {
 public:
  lent_terminal() : file_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (file_.get() >= 0 && ::tcgetpgrp(file_.get()) != ::getpgrp()) {
      file_.close();
    }
  }
  ~lent_terminal() { give_to(::getpgrp()); }
  lent_terminal(const lent_terminal&) = delete;
  lent_terminal& operator=(const lent_terminal&) = delete;

  void give_to(pid_t group) const noexcept {
    if (file_.get() >= 0) {
      // Who is not in the foreground is stopped for what follows unless it blocks this signal.
      sigset_t stop;
      sigset_t before;
      sigemptyset(&stop);
      sigaddset(&stop, SIGTTOU);
      ::pthread_sigmask(SIG_BLOCK, &stop, &before);
      ::tcsetpgrp(file_.get(), group);
      ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
  }

 private:
  descriptor file_;
};

/// In the child: nothing that a thread of ours could have held a lock for.
[[noreturn]] void become(const char* command, int output, const lent_terminal& terminal) noexcept {
  ::setpgid(0, 0);
  terminal.give_to(::getpid());
  struct sigaction usual{};
  sigemptyset(&usual.sa_mask);
  usual.sa_handler = SIG_DFL;
  for (const int signal : {SIGPIPE, SIGINT, SIGQUIT, SIGTERM}) {
    ::sigaction(signal, &usual, nullptr);
  }
  if (::dup2(output, STDOUT_FILENO) >= 0 && ::fcntl(STDOUT_FILENO, F_SETFD, 0) == 0) {
    ::execl("/bin/sh", "sh", "-c", command, static_cast<char*>(nullptr));
  }
  ::_exit(127);
}

/// `sh -c command` in a process group of its own, its output in `output`. 0, or the error.
int start(const std::string& command, const lent_terminal& terminal, pid_t& child, descriptor& output) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return errno;
  }
  output.reset(ends[0]);
  const descriptor input(ends[1]);
  child = ::fork();
  if (child == 0) {
    become(command.c_str(), input.get(), terminal);
  }
  if (child < 0) {
    return errno;
  }
  ::setpgid(child, child);  // whoever of us comes first
  return 0;
}

milliseconds left_until(clock::time_point deadline) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(deadline - clock::now()));
}

enum class ending { whole, too_long, timed_out, failed };

/// Reads to the end; `line` is what stands in front of the first line end.
ending read_line_of(int file, clock::time_point deadline, std::string& line) {
  line.reserve(secret_limit + 1);  // so that no copy of it stays behind
  std::array<char, 4096> block{};
  bool in_line = true;
  ending how = ending::whole;
  while (how == ending::whole) {
    pollfd waiting{file, POLLIN, 0};
    const auto left = static_cast<int>(std::min<milliseconds::rep>(left_until(deadline).count(), 1'000'000));
    const int ready = ::poll(&waiting, 1, left);
    if (ready < 0 && errno != EINTR) {
      how = ending::failed;
    } else if (ready == 0 && left_until(deadline) == milliseconds(0)) {
      how = ending::timed_out;
    }
    if (ready <= 0) {
      continue;
    }
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got == 0) {
      break;
    }
    if (got < 0) {
      how = errno == EINTR ? how : ending::failed;
      continue;
    }
    const auto size = static_cast<std::size_t>(got);
    if (in_line) {
      const auto* const end = std::find(block.data(), block.data() + size, '\n');
      in_line = end == block.data() + size;
      const auto more = static_cast<std::size_t>(end - block.data());
      if (line.size() + more > secret_limit) {
        how = ending::too_long;
      } else {
        line.append(block.data(), more);
      }
    }
  }
  ::explicit_bzero(block.data(), block.size());
  return how;
}

/// The status of the child as waitpid() tells it; nothing when it is not over in time.
std::optional<int> wait_for(pid_t child, clock::time_point deadline) {
  for (;;) {
    int status = 0;
    const pid_t who = ::waitpid(child, &status, WNOHANG);
    if (who == child) {
      return status;
    }
    if (who < 0 && errno != EINTR) {
      return 0;  // somebody else has waited for it (SIGCHLD is ignored): its output has to do
    }
    if (left_until(deadline) == milliseconds(0)) {
      return std::nullopt;
    }
    ::poll(nullptr, 0, static_cast<int>(between_looks.count()));
  }
}

void kill_and_reap(pid_t child) {
  ::kill(-child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

std::optional<secret> run_password_command(const std::string& command, milliseconds limit, std::string& why) {
  const auto deadline = clock::now() + limit;
  pid_t child = 0;
  descriptor output;
  const lent_terminal terminal;
  if (const int error = start(command, terminal, child, output); error != 0) {
    why = "the password command can't be started: " + words_of(error);
    return std::nullopt;
  }
  std::string line;
  const ending how = read_line_of(output.get(), deadline, line);
  secret found(std::move(line));
  output.close();
  const auto status = how == ending::whole ? wait_for(child, deadline) : std::nullopt;
  if (!status) {
    kill_and_reap(child);
  }
  if (how == ending::too_long) {
    why = fmt::format("the password command's first line is longer than {} octets", secret_limit);
  } else if (how == ending::failed) {
    why = "the password command's output can't be read";
  } else if (!status) {
    why = fmt::format("the password command was not over after {:g} s",
                      std::chrono::duration<double>(limit).count());
  } else if (WIFSIGNALED(*status)) {
    why = fmt::format("the password command was ended by signal {}", WTERMSIG(*status));
  } else if (WEXITSTATUS(*status) != 0) {
    why = fmt::format("the password command exited with {}", WEXITSTATUS(*status));
  } else {
    return found;
  }
  return std::nullopt;
}

}  // namespace popquiz::cli
