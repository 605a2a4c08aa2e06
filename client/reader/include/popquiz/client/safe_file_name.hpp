#pragma once

#include <string>
#include <string_view>

namespace popquiz::client {

/// A file name that is made of one a stranger chose: its last path part, without controls and what means
/// something to a shell, a file system or a terminal, not hidden, at most reader_limits::file_name_octets,
/// its extension kept. `fallback` where nothing is left.
[[nodiscard]] std::string safe_file_name(std::string_view name, std::string_view fallback);

/// The name for another file of the same name: "a.txt", 2 -> "a-2.txt".
[[nodiscard]] std::string numbered_file_name(std::string_view name, unsigned number);

}  // namespace popquiz::client
