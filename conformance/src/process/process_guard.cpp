#include "process/process_guard.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

namespace popquiz::conformance {
namespace {

constexpr int cannot_start = 127;
constexpr rlim_t open_files = 1024;

void limit(__rlimit_resource what, rlim_t soft, rlim_t hard) noexcept {
  const rlimit both{soft, hard};
  ::setrlimit(what, &both);
}

void set_limits(const guarded_start& what) noexcept {
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_NOFILE, open_files, open_files);
  limit(RLIMIT_CPU, what.cpu_seconds, what.cpu_seconds + 1);
  limit(RLIMIT_FSIZE, what.file_octets, what.file_octets);
  if (what.address_space != 0) {
    limit(RLIMIT_AS, what.address_space, what.address_space);
  }
  if (what.user_processes != 0) {
    limit(RLIMIT_NPROC, what.user_processes, what.user_processes);
  }
}

bool become_other(const guarded_start& what) noexcept {
  return !what.as_other ||
         (::setgroups(0, nullptr) == 0 && ::setgid(what.group) == 0 && ::setuid(what.user) == 0);
}

/// Signals as a program expects them, whoever started popquiz.
void reset_signals() noexcept {
  struct sigaction usual{};
  sigemptyset(&usual.sa_mask);
  usual.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) {
    ::sigaction(signal, &usual, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Why it could not be started goes to `failed`, which a start that succeeds closes.
[[noreturn]] void become_client(const guarded_start& what, int failed) noexcept {
  ::setsid();
  if (what.is_terminal) {
    ::ioctl(what.output, TIOCSCTTY, 0);
  }
  set_limits(what);
  const bool ready = ::dup2(what.is_terminal ? what.output : what.null, STDIN_FILENO) >= 0 &&
                     ::dup2(what.output, STDOUT_FILENO) >= 0 && ::dup2(what.output, STDERR_FILENO) >= 0 &&
                     become_other(what) && ::chdir(what.folder) == 0;
  if (ready) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    reset_signals();
    ::execve(what.program, what.words, what.environment);
  }
  const int error = errno;
  static_cast<void>(::write(failed, &error, sizeof error) < 0);
  ::_exit(cannot_start);
}

/// Waits until the client is over or `control` has ended. True: it is over.
bool await_end(pid_t client, int control) noexcept {
  const int over = static_cast<int>(::syscall(SYS_pidfd_open, client, 0));
  if (over < 0) {
    return false;
  }
  std::array<pollfd, 2> waiting{{{over, POLLIN, 0}, {control, POLLIN, 0}}};
  for (;;) {
    const int ready = ::poll(waiting.data(), waiting.size(), -1);
    if (ready < 0 && errno != EINTR) {
      return false;
    }
    if (ready > 0 && waiting[0].revents != 0) {
      return true;
    }
    if (ready > 0 && waiting[1].revents != 0) {
      char word = 0;
      if (::read(control, &word, 1) != 1) {
        return false;
      }
      ::kill(-client, SIGTERM);
    }
  }
}

std::chrono::microseconds time_of(const timeval& t) noexcept {
  return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
}

void tell(int report, const guard_report& what) noexcept {
  static_cast<void>(::write(report, &what, sizeof what) < 0);
}

/// Octets of this process that are resident; 0 when that can't be known.
std::uint64_t own_resident() noexcept {
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  std::array<char, 128> text{};
  const ssize_t got = file < 0 ? -1 : ::read(file, text.data(), text.size());
  ::close(file);
  std::uint64_t pages = 0;
  ssize_t i = 0;
  while (i < got && text[static_cast<std::size_t>(i)] != ' ') {  // behind the first number
    ++i;
  }
  for (++i; i < got && text[static_cast<std::size_t>(i)] >= '0' && text[static_cast<std::size_t>(i)] <= '9';
       ++i) {
    pages = pages * 10 + static_cast<std::uint64_t>(text[static_cast<std::size_t>(i)] - '0');
  }
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Kills every child there is now, and says how many that were.
std::uint64_t kill_children() noexcept {
  const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0) {
    return 0;
  }
  std::array<char, 4096> block{};
  std::uint64_t killed = 0;
  pid_t id = 0;
  for (ssize_t got = ::read(list, block.data(), block.size()); got > 0;
       got = ::read(list, block.data(), block.size())) {
    for (ssize_t i = 0; i < got; ++i) {
      const char octet = block[static_cast<std::size_t>(i)];
      if (octet >= '0' && octet <= '9') {
        id = id * 10 + (octet - '0');
      } else if (id != 0) {
        ::kill(id, SIGKILL);
        ++killed;
        id = 0;
      }
    }
  }
  ::close(list);
  return killed;
}

/// Children of a child that was killed come to us, so in the end there are none.
std::uint64_t kill_all() noexcept {
  std::uint64_t left = 0;
  for (;;) {
    // With one killed there is one to wait for; else one may have come to us since we looked.
    const int patience = kill_children() != 0 ? 0 : WNOHANG;
    siginfo_t over{};
    if (::waitid(P_ALL, 0, &over, WEXITED | patience) != 0 && errno == ECHILD) {
      return left;
    }
    left += over.si_code == CLD_KILLED && over.si_status == SIGKILL ? 1U : 0U;
  }
}

/// A copy of another client's connection would keep that open, and one of another guard's `control` that
/// guard waiting.
void close_what_is_not_ours(const guarded_start& what) noexcept {
  std::array<int, 4> ours{what.output, what.null, what.control, what.report};
  std::sort(ours.begin(), ours.end());
  unsigned next = STDERR_FILENO + 1;
  for (const int file : ours) {
    if (file > static_cast<int>(next)) {
      ::syscall(SYS_close_range, next, static_cast<unsigned>(file) - 1, 0U);
    }
    next = std::max(next, static_cast<unsigned>(file + 1));
  }
  ::syscall(SYS_close_range, next, ~0U, 0U);
}

}  // namespace

void guard_client(const guarded_start& what) noexcept {
  close_what_is_not_ours(what);
  ::setpgid(0, 0);  // a ^C at our terminal is not for it
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  guard_report told;
  std::array<int, 2> failed{-1, -1};
  if (::pipe2(failed.data(), O_CLOEXEC) != 0) {
    ::_exit(cannot_start);
  }
  const auto begin = std::chrono::steady_clock::now();
  const pid_t client = ::fork();
  if (client == 0) {
    become_client(what, failed[1]);
  }
  told.started = client < 0 ? errno : 0;
  ::close(failed[1]);
  ::close(what.output);
  if (client > 0) {
    int error = 0;
    if (::read(failed[0], &error, sizeof error) == sizeof error) {
      told.started = error;
    }
    told.own_resident = own_resident();
    tell(what.report, told);
    if (!await_end(client, what.control)) {
      ::kill(-client, SIGKILL);
      ::kill(client, SIGKILL);
    }
    rusage used{};
    while (::wait4(client, &told.status, 0, &used) < 0 && errno == EINTR) {
    }
    told.resident = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    told.cost.wall =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    told.left_behind = kill_all();
    rusage of_all{};  // of what it had started and waited for, too
    ::getrusage(RUSAGE_CHILDREN, &of_all);
    told.cost.user = time_of(of_all.ru_utime);
    told.cost.system = time_of(of_all.ru_stime);
  }
  told.is_over = true;
  tell(what.report, told);
  ::_exit(0);
}

}  // namespace popquiz::conformance
