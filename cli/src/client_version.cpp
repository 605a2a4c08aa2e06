#include "client_version.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>

extern char** environ;  // NOLINT: POSIX calls it so

namespace popquiz::cli {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t line_limit = 4096;

/// A command that runs in a process group of its own; ended in the end.
class running_command {
 public:
  explicit running_command(const std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    if (words.empty() || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return;
    }
    output_ = ends[0];
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) {
      arguments.push_back(const_cast<char*>(word.c_str()));  // posix_spawnp() writes nothing there
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    ::posix_spawnattr_init(&how);
    ::posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    if (::posix_spawnp(&child_, arguments.front(), &files, &how, arguments.data(), environ) != 0) {
      child_ = 0;
    }
    ::posix_spawnattr_destroy(&how);
    ::posix_spawn_file_actions_destroy(&files);
    ::close(ends[1]);
  }
  ~running_command() {
    if (output_ >= 0) {
      ::close(output_);
    }
    if (child_ > 0) {
      ::kill(-child_, SIGKILL);
      while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  running_command(const running_command&) = delete;
  running_command& operator=(const running_command&) = delete;

  std::optional<std::string> first_line(clock::time_point deadline) {
    std::string said;
    std::array<char, 4096> block{};
    while (child_ > 0) {
      pollfd waiting{output_, POLLIN, 0};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
      if (::poll(&waiting, 1, static_cast<int>(std::max<decltype(left)>(left, 0))) == 0) {
        return std::nullopt;
      }
      const ssize_t got = ::read(output_, block.data(), block.size());
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        return ended_well() ? std::optional(said.substr(0, said.find('\n'))) : std::nullopt;
      }
      said.append(block.data(), std::min(static_cast<std::size_t>(got), line_limit - said.size()));
    }
    return std::nullopt;
  }

 private:
  /// Its output is over, and soon it is.
  bool ended_well() {
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    child_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  pid_t child_ = 0;
  int output_ = -1;
};

}  // namespace

std::vector<std::optional<std::string>> first_lines_of(const std::vector<std::vector<std::string>>& commands,
                                                       std::chrono::milliseconds limit) {
  const auto deadline = clock::now() + limit;
  std::vector<std::unique_ptr<running_command>> running;
  running.reserve(commands.size());
  for (const auto& words : commands) {
    running.push_back(std::make_unique<running_command>(words));
  }
  std::vector<std::optional<std::string>> lines;
  lines.reserve(commands.size());
  for (const auto& each : running) {
    lines.push_back(each->first_line(deadline));
  }
  return lines;
}

}  // namespace popquiz::cli
