#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// The messages of an mbox without From_ lines and the blank line behind each. As every reader of such files
/// has it, each line that looks like a From_ line ("From ", words, a date as asctime(3) writes it) begins a
/// message. `quoted`: one ">" less in front of lines that are ">"s and "From " (mboxrd). `limit` messages at
/// most. Octets in front of the first From_ line are a message, too: none of them is to be overlooked.
[[nodiscard]] std::vector<std::string> mbox_messages(std::string_view octets, bool quoted, std::size_t limit);

}  // namespace popquiz::conformance
