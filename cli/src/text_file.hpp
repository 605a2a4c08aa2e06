#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// A file that is read whole is no larger, in octets, unless another limit is named.
inline constexpr std::size_t text_file_limit = 4UL * 1024 * 1024;

/// Who can read a file.
struct file_access {
  bool is_ours = false;     ///< it belongs to the user that popquiz runs as
  bool is_private = false;  ///< its mode lets neither group nor others do anything
};

/// The file's octets. Nothing and `why` set ("FILE: reason") when it can't be read or is too large. `access`,
/// when given, is told of the very file that was read.
[[nodiscard]] std::optional<std::string> read_text_file(const std::string& path, std::string& why,
                                                        file_access* access = nullptr,
                                                        std::size_t limit = text_file_limit);

/// Writes the file at once: a reader sees the old octets or the new, never a part. False and `why` set
/// when that fails.
[[nodiscard]] bool write_text_file(const std::string& path, std::string_view text, std::string& why);

}  // namespace popquiz::cli
