#pragma once

#include "process/client_process.hpp"

#include <sys/types.h>

#include <cstdint>

namespace popquiz::conformance {

/// All that a guard and its client need, made before the fork: neither of them may allocate.
struct guarded_start {
  const char* program = nullptr;  ///< a path
  char* const* words = nullptr;
  char* const* environment = nullptr;
  const char* folder = nullptr;
  int output = -1;  ///< becomes standard output and error; with `is_terminal` standard input, too
  bool is_terminal = false;
  int null = -1;     ///< /dev/null, else
  int control = -1;  ///< what the guard is told: an octet: ask the client to end; its end: kill it
  int report = -1;   ///< where the guard says that it began, and how it ended: a guard_report each
  bool as_other = false;
  uid_t user = 0;
  gid_t group = 0;
  std::uint64_t cpu_seconds = 0;
  std::uint64_t address_space = 0;  ///< 0: no limit
  std::uint64_t file_octets = 0;
  std::uint64_t user_processes = 0;  ///< 0: no limit
};

struct guard_report {
  bool is_over = false;        ///< false: the program has just been started, and the rest is not known yet
  int started = 0;             ///< the error when the program could not be started
  int status = 0;              ///< as wait(2) gives it
  std::uint64_t resident = 0;  ///< octets; never less than what was resident of the guard:
  std::uint64_t own_resident = 0;
  std::uint64_t left_behind = 0;
  process_cost cost;
};

/// Called in a child process that has one thread: starts the client, waits for its end or for a word on
/// `control`, kills what is left of it, and ends. Whatever the client starts becomes the guard's child when
/// its parent is gone (PR_SET_CHILD_SUBREAPER), so nothing gets away. Only calls what is safe behind a fork
/// of a process with threads.
[[noreturn]] void guard_client(const guarded_start& what) noexcept;

}  // namespace popquiz::conformance
