#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// The first line that each of these commands prints, when it exits with 0 in time; all of them run at once.
/// Nothing: it is not there, or it does not work.
[[nodiscard]] std::vector<std::optional<std::string>> first_lines_of(
    const std::vector<std::vector<std::string>>& commands, std::chrono::milliseconds limit);

}  // namespace popquiz::cli
