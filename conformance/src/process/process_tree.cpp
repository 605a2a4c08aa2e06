#include "process/process_tree.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

/// The number behind `key:` in a status file of /proc; 0 when there is none.
std::uint64_t status_number(const std::string& file, std::string_view key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':') {
      const std::size_t at = line.find_first_of("0123456789");
      std::uint64_t number = 0;
      if (at != std::string::npos) {
        std::from_chars(line.data() + at, line.data() + line.size(), number);
      }
      return number;
    }
  }
  return 0;
}

struct processor_time {
  std::chrono::nanoseconds ran{};
  std::chrono::nanoseconds waited{};  // in the run queue
};

processor_time processor_time_of(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/schedstat", process));
  std::chrono::nanoseconds::rep ran = 0;
  std::chrono::nanoseconds::rep waited = 0;
  if (!(in >> ran >> waited)) {
    return {};
  }
  return {std::chrono::nanoseconds(ran), std::chrono::nanoseconds(waited)};
}

/// PF_EXITING of the kernel, among the flags of /proc/PID/stat: set before the process's files are closed.
constexpr std::uint64_t exiting = 4;

bool is_ending(pid_t process) {
  std::ifstream in(fmt::format("/proc/{}/stat", process));
  std::string text;
  std::getline(in, text);
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) {
    return true;
  }
  std::istringstream rest(text.substr(name_end + 1));
  char state = 0;
  std::int64_t ignored = 0;
  std::uint64_t flags = exiting;
  rest >> state >> ignored >> ignored >> ignored >> ignored >> ignored >> flags;
  return state == 'Z' || state == 'X' || (flags & exiting) != 0;
}

void add_children(pid_t of, std::vector<pid_t>& to) {
  std::error_code error;
  for (fs::directory_iterator task(fmt::format("/proc/{}/task", of), error);
       !error && task != fs::directory_iterator(); task.increment(error)) {
    std::ifstream in(task->path() / "children");
    for (pid_t child = 0; in >> child;) {
      to.push_back(child);
    }
  }
}

}  // namespace

std::vector<pid_t> processes_below(pid_t top, std::size_t most) {
  std::vector<pid_t> all{top};
  for (std::size_t i = 0; i < all.size() && i <= most; ++i) {
    add_children(all[i], all);
  }
  all.erase(all.begin());
  return all;
}

process_tree look_at_process_tree(pid_t top, std::size_t most) {
  process_tree tree;
  const std::vector<pid_t> all = processes_below(top, most);
  tree.processes = all.size();
  for (const pid_t each : all) {
    tree.resident =
        std::max(tree.resident, 1024 * status_number(fmt::format("/proc/{}/status", each), "VmHWM"));
    const processor_time time = processor_time_of(each);
    tree.ran = std::max(tree.ran, time.ran);
    tree.starved = std::max(tree.starved, time.waited);
  }
  return tree;
}

bool one_is_ending_below(pid_t top, std::size_t most) {
  const std::vector<pid_t> all = processes_below(top, most);
  return all.empty() || std::ranges::any_of(all, is_ending);
}

std::size_t tasks_of_user(uid_t user) {
  std::size_t count = 0;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    struct stat about{};
    const std::string name = entry->path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos &&
        ::stat(entry->path().c_str(), &about) == 0 && about.st_uid == user) {
      count += status_number(entry->path() / "status", "Threads");
    }
  }
  return count;
}

}  // namespace popquiz::conformance
