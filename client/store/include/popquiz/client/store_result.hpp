#pragma once

#include <cstdint>
#include <string>

namespace popquiz::client {

/// How keeping mail failed. Each maps to one exit status of `popquiz fetch` (docs/exit-codes.md).
enum class store_errc : std::uint8_t {
  none,
  no_space,          ///< ENOSPC, EDQUOT, EFBIG
  not_permitted,     ///< EACCES, EPERM, EROFS
  not_found,         ///< a parent folder is missing, or it is not what it should be
  locked,            ///< another program holds the mbox or the ledger
  io_error,          ///< EIO and everything else that the system reports
  command_failed,    ///< pipe: the command did not exit with 0
  command_tempfail,  ///< pipe: it exited with 75, EX_TEMPFAIL: later, perhaps
  damaged,           ///< a ledger, journal or mbox is not as it was left
};

/// What became of a call, with words for a person: "cannot write DIR/tmp/x: No space left on device".
struct store_result {
  store_errc code = store_errc::none;
  std::string what;  ///< never has octets of a message or a secret in it
  [[nodiscard]] explicit operator bool() const noexcept { return code == store_errc::none; }
};

}  // namespace popquiz::client
