#pragma once

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// `stored` with those header lines of `received` put in, where they stand there, that a server of mail files
/// adds to remember what it knows of a message: Status, X-Status, X-Keywords, X-UID, X-UIDL, X-IMAP,
/// X-IMAPbase (docs/checks.md). What else differs stays as stored. Both have CRLF line ends.
[[nodiscard]] std::string with_bookkeeping_of(std::string_view received, std::string_view stored);

}  // namespace popquiz::conformance
