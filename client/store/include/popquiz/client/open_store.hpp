#pragma once

#include <popquiz/client/file_system.hpp>
#include <popquiz/client/mail_store.hpp>
#include <popquiz/client/store_result.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::client {

/// The store of a destination (docs/stores.md), not yet open():
///   maildir:DIR   line ends LF, in new/; made when it is not there
///   dir:DIR       NAME.eml, octets as they came (CRLF also when the server ends its lines with LF)
///   mbox:FILE     mboxrd, line ends LF, appended under the locks of the world
///   pipe:COMMAND  sh -c COMMAND, a run a message, on its standard input as it came
///   -             standard output, as mboxrd
/// `files` must outlive it. `command_limit`: how long a run of COMMAND may take; then its process group,
/// which is one of its own, is killed. 0: no limit, and the process group is ours. Null and `why` set when
/// `destination` is none of these.
[[nodiscard]] std::unique_ptr<mail_store> open_store(std::string_view destination, store_result& why,
                                                     file_system& files = posix_file_system(),
                                                     std::chrono::milliseconds command_limit = {});

}  // namespace popquiz::client
