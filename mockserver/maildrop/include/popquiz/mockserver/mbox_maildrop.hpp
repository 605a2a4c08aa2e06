#pragma once

#include <popquiz/mockserver/folder_maildrop.hpp>
#include <popquiz/mockserver/maildrop.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace popquiz::mockserver {

/// Which lines of an mbox have one ">" more than the message has.
enum class mbox_quoting : std::uint8_t {
  mboxrd,  ///< those that are ">"s and "From ", however many ">"s there are: what popquiz fetch writes
  mboxo,   ///< those that are ">From ": what a message had so itself cannot be told from what was quoted
};

/// A message more in an mbox, and it is not served.
inline constexpr std::size_t mbox_message_limit = 10'000'000;

/// The messages of an mbox, in their order. One begins with a From_ line: the file's first line, or a line
/// that begins with "From " behind an empty line. Neither that line nor the empty line in front of the next
/// one is part of a message.
///
/// Some 40 octets a message are held, no content. The unique-id is a hash of the From_ line and the message;
/// of messages that are the same to the octet the second has "-2" behind it, and so on. A message that has
/// changed since the maildrop was opened is not read, or not to its end; mail that came behind does no harm.
///
/// removal::remove_files: QUIT writes the mbox anew without the deleted messages (a temporary file beside it,
/// synced, renamed), under FILE.lock and an fcntl lock. When somebody else has a lock nothing is removed and
/// remove() says false. Mail that came behind stays.
///
/// Null and `why` set when the file can't be read or is no mbox.
[[nodiscard]] std::unique_ptr<maildrop> open_mbox(const std::string& path, mbox_quoting quoting, removal how,
                                                  std::string& why);

}  // namespace popquiz::mockserver
