#pragma once

#include <optional>
#include <string>

namespace popquiz::cli {

/// The password: the first line of `file` without its line end, or the value of the environment
/// variable `variable`, or `otherwise` when neither is named. Nothing and `why` set when there is none.
[[nodiscard]] std::optional<std::string> find_password(const std::string& file, const std::string& variable,
                                                       const std::optional<std::string>& otherwise,
                                                       std::string& why);

}  // namespace popquiz::cli
