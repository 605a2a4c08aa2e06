#pragma once

#include <cstdint>

namespace popquiz::cli {

/// Exit statuses that other mail programs understand (sysexits.h), each with what `popquiz fetch` and
/// `popquiz mail` mean by it (docs/exit-codes.md).
enum class sysexit : std::uint8_t {
  ok = 0,
  usage = 64,          ///< EX_USAGE: wrong options
  data_error = 65,     ///< EX_DATAERR: the server lists more than the limits allow
  no_input = 66,       ///< EX_NOINPUT: no such mailbox or message, or it may not be read
  no_user = 67,        ///< EX_NOUSER: no such account in the file
  no_host = 68,        ///< EX_NOHOST: the host's name does not exist
  unavailable = 69,    ///< EX_UNAVAILABLE: it will not work until somebody changes something there
  software = 70,       ///< EX_SOFTWARE: popquiz itself failed
  os_error = 71,       ///< EX_OSERR: no memory, no process, no entropy
  os_file = 72,        ///< EX_OSFILE: a file of the system or a folder above the destination is not there
  cannot_create = 73,  ///< EX_CANTCREAT: the destination may not be written
  io_error = 74,       ///< EX_IOERR: a local disk failed, or it is full
  temp_fail = 75,      ///< EX_TEMPFAIL: later it may work without anybody's doing
  protocol = 76,       ///< EX_PROTOCOL: the server breaks the protocol
  no_permission = 77,  ///< EX_NOPERM: wrong name or password, or a secret must not be sent
  config = 78,         ///< EX_CONFIG: the file of accounts is no good
};

}  // namespace popquiz::cli
