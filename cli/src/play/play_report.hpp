#pragma once

#include "message.hpp"

#include <popquiz/script/play_result.hpp>

#include <string>
#include <vector>

namespace popquiz::cli {

/// What came of a script that was played.
struct play_report {
  std::string file;
  std::string peer;  ///< whom it was played against: "client" or "server"
  script::play_result result;
  std::vector<std::string> conversation;  ///< the last lines of it, printable, without secrets
};

/// The verdict, and the first difference where there is one: lines of text, or with `format` "json" one
/// object.
[[nodiscard]] std::string print_report(const play_report& report, const std::string& format);

/// success, check_failed, or unreachable when there is no verdict.
[[nodiscard]] exit_code code_of(const play_report& report);

}  // namespace popquiz::cli
