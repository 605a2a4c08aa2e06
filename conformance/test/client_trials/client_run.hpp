#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace popquiz::conformance {

/// How a program ended.
struct client_end {
  bool in_time = false;
  int status = -1;   ///< of exit; 128 and the number when a signal ended it
  std::string said;  ///< standard output and error together
};

/// Runs a program of Debian's packages (PATH is /usr/bin:/bin) in `folder`, which is its HOME, and with
/// `environment` besides; at a terminal of its own when it works at one only. Killed with all of its group
/// when it is not over in time.
[[nodiscard]] client_end run_client(const std::vector<std::string>& command,
                                    const std::vector<std::pair<std::string, std::string>>& environment,
                                    const std::filesystem::path& folder, bool terminal,
                                    std::chrono::seconds limit);

}  // namespace popquiz::conformance
