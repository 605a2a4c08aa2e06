#pragma once

#include <popquiz/script/recorder.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// A recorder that writes to a file, made anew, mode 0600: a header with `title` and the time, then the
/// conversation as it goes on, each line flushed. Nothing and `why` set when the file can't be written. The
/// file stays open as long as the recorder.
[[nodiscard]] std::optional<script::recorder> record_to_file(const std::string& path, std::string_view title,
                                                             std::string& why);

}  // namespace popquiz::cli
