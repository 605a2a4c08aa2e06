#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::bench {

/// A store of popquiz fetch (`kind`: maildir, mbox or dir) takes `messages` that all read `message`, and
/// commits them in one batch, in a new temporary folder that is removed again. Returns `messages`. Throws
/// std::runtime_error when it does not have them then.
[[nodiscard]] std::size_t count_store(std::string_view kind, std::size_t messages, std::string_view message);

/// The floor: the same octets into as many new files by open, write and close, and one syncfs. The same.
[[nodiscard]] std::size_t count_bare_files(std::size_t messages, std::string_view message);

}  // namespace popquiz::bench
