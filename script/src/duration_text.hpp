#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// The longest duration a script can name.
inline constexpr std::chrono::milliseconds duration_limit = std::chrono::hours(24);

/// "100ms", "5s", "9m50s"; nothing when `word` is none, or over the limit.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view word);

/// The shortest text of a duration, e.g. "1m" for 60 seconds.
[[nodiscard]] std::string print_duration(std::chrono::milliseconds duration);

}  // namespace popquiz::script
