#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace popquiz::conformance {

/// What runs below a process at the moment.
struct process_tree {
  std::size_t processes = 0;   ///< the one at the top not counted
  std::uint64_t resident = 0;  ///< octets: the most that was resident of one of them up to now (VmHWM)
  /// The most that one of them has waited for a processor that was busy with others; 0 where that can't be
  /// known.
  std::chrono::nanoseconds starved{};
  std::chrono::nanoseconds ran{};  ///< likewise the most that one of them has had of a processor
};
/// Looks at the process and what descends from it, at most `most` processes. What ends meanwhile is left out.
[[nodiscard]] process_tree look_at_process_tree(pid_t top, std::size_t most);

/// What descends from the process, without itself; at most `most` and the children of one.
[[nodiscard]] std::vector<pid_t> processes_below(pid_t top, std::size_t most);

/// Whether one of those that descend from the process is about to end, or has ended and was not waited for;
/// or none is there. The kernel closes what a process has open, its connections too, only once this is true
/// of it.
[[nodiscard]] bool one_is_ending_below(pid_t top, std::size_t most);

/// Processes and threads of this user now.
[[nodiscard]] std::size_t tasks_of_user(uid_t user);

}  // namespace popquiz::conformance
