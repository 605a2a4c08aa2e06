#pragma once

#include <cstdint>
#include <string>

namespace popquiz::cli {

// Seconds since 1970-01-01 UTC as text; empty when no calendar has that day.

/// "2024-05-01T10:00:00Z".
[[nodiscard]] std::string utc_text(std::int64_t seconds);
/// "2024-05-01 12:00", where this machine is.
[[nodiscard]] std::string local_text(std::int64_t seconds);

}  // namespace popquiz::cli
