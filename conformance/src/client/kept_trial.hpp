#pragma once

#include "process/client_process.hpp"

#include <popquiz/conformance/result.hpp>
#include <popquiz/script/script.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// What a trial that is over leaves in its folder, beside what the client wrote.
struct kept_trial {
  const script::script& scenario;
  const std::filesystem::path& folder;
  const process_start& started;
  std::uint16_t port = 0;
  const std::vector<std::string>& transcripts;
  const std::string& output;
};

/// Writes the scenario, the sessions (scripts that can be replayed), what the client printed, the verdict,
/// and `repeat`, a shell script with the commands of server and client. A failure becomes the result's
/// reason.
void keep_trial(const kept_trial& what, check_result& result);

}  // namespace popquiz::conformance
