#include "client_run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace popquiz::conformance {
namespace {

using clock = std::chrono::steady_clock;

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    all.push_back(text.data());
  }
  all.push_back(nullptr);
  return all;
}

/// In the child.
[[noreturn]] void become(std::vector<std::string> words, std::vector<std::string> environment,
                         const std::filesystem::path& folder) {
  const auto arguments = pointers_to(words);
  const auto variables = pointers_to(environment);
  ::signal(SIGPIPE, SIG_DFL);
  if (::chdir(folder.c_str()) == 0) {
    ::execvpe(arguments.front(), arguments.data(), variables.data());
  }
  ::_exit(127);
}

int milliseconds_until(clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 1'000'000));
}

}  // namespace

client_end run_client(const std::vector<std::string>& command,
                      const std::vector<std::pair<std::string, std::string>>& environment,
                      const std::filesystem::path& folder, bool terminal, std::chrono::seconds limit) {
  const auto deadline = clock::now() + limit;
  std::vector<std::string> variables{"PATH=/usr/bin:/bin", "HOME=" + folder.string(), "TERM=vt100",
                                     "LANG=C.UTF-8", "USER=quiz"};
  for (const auto& [name, value] : environment) {
    variables.push_back(name);
    variables.back().append("=").append(value);
  }
  std::array<int, 2> ends{-1, -1};
  pid_t child = -1;
  if (terminal) {
    child = ::forkpty(ends.data(), nullptr, nullptr, nullptr);
  } else if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
    child = ::fork();
    if (child == 0) {
      ::setsid();
      ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
    }
  }
  if (child == 0) {
    ::setenv("PATH", "/usr/bin:/bin", 1);  // execvpe() looks there
    become(command, variables, folder);
  }
  if (ends[1] >= 0) {
    ::close(ends[1]);
  }
  client_end end;
  std::array<char, 65536> block{};
  for (;;) {
    pollfd waiting{ends[0], POLLIN, 0};
    if (::poll(&waiting, 1, milliseconds_until(deadline)) == 0) {
      break;
    }
    const ssize_t got = ::read(ends[0], block.data(), block.size());
    if (got == 0 || (got < 0 && errno != EINTR)) {  // a terminal that is left is an error
      end.in_time = true;
      break;
    }
    end.said.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }
  ::close(ends[0]);
  if (!end.in_time) {
    ::kill(-child, SIGKILL);
  }
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

}  // namespace popquiz::conformance
