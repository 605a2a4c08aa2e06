#pragma once

#include <cstdint>
#include <string>

namespace popquiz::client {

enum class read_errc : std::uint8_t {
  none,
  not_found,      ///< no such file or folder
  not_a_mailbox,  ///< it is there, but is none of the kinds that are known
  not_permitted,  ///< EACCES, EPERM
  io_error,       ///< everything else that the system reports
  too_many,       ///< more messages than reader_limits::messages
};

/// What became of reading, with words for a person: "cannot read DIR/new: Permission denied". No octets of a
/// message are in it.
struct read_result {
  read_errc code = read_errc::none;
  std::string what;
  [[nodiscard]] explicit operator bool() const noexcept { return code == read_errc::none; }
};

}  // namespace popquiz::client
