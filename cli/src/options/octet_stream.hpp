#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace popquiz::cli {

/// At least one octet into `into`, which is not empty; 0 at the end. Nothing and errno set when it can't be
/// read.
[[nodiscard]] std::optional<std::size_t> read_octets(int file, std::span<char> into);

/// All pieces, in order. False and errno set when they can't be written.
[[nodiscard]] bool write_octets(int file, std::span<const std::string_view> pieces);

}  // namespace popquiz::cli
