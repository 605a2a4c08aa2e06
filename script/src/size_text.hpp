#pragma once

#include "line_cursor.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::script {

/// "12 octets", "64 KiB", "10 MiB" or "2 GiB", one or more.
[[nodiscard]] std::optional<std::uint64_t> parse_size(line_cursor& cursor);
[[nodiscard]] std::string print_size(std::uint64_t octets);

}  // namespace popquiz::script
