#pragma once

#include <popquiz/client/client_errc.hpp>
#include <popquiz/client/op_result.hpp>
#include <popquiz/client/store_result.hpp>

#include <cstdint>

namespace popquiz::cli {

/// Exit statuses that other mail programs understand (sysexits.h), each with what `popquiz fetch` means by
/// it (docs/exit-codes.md).
enum class sysexit : std::uint8_t {
  ok = 0,
  usage = 64,          ///< EX_USAGE: wrong options
  data_error = 65,     ///< EX_DATAERR: the server lists more than the limits allow
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

/// Where in the conversation an -ERR came.
enum class refused_at : std::uint8_t {
  login,
  /// The same, and the server announced AUTH-RESP-CODE: without [AUTH] the credentials are not at fault
  /// (RFC 3206 §6).
  login_with_auth_codes,
  later,
};

/// Of an operation that ended so; `response` decides on -ERR when there is one (RFC 2449 §8, RFC 3206).
[[nodiscard]] sysexit sysexit_of(const client::op_result& ended, refused_at where) noexcept;
[[nodiscard]] sysexit sysexit_of(client::client_errc code) noexcept;
[[nodiscard]] sysexit sysexit_of(client::store_errc code) noexcept;

/// Of a run over several accounts: the one that needs somebody's doing goes before the one that does not
/// (temp_fail), and any goes before ok; of two of a kind the first.
[[nodiscard]] sysexit worse_of(sysexit first, sysexit second) noexcept;

}  // namespace popquiz::cli
