#pragma once

#include <span>
#include <string>
#include <string_view>

namespace popquiz::client {

/// Gives lines of mail the carriage returns that a server has left out which ends its own lines with LF, too
/// (reply_parser::lf_lines()): what is stored is as long as LIST says, and a line is one for every reader of
/// the mail (RFC 5322 §2.3).
class crlf_lines {
 public:
  void begin_message() noexcept { after_cr_ = false; }
  /// What `spans` hold, with CR in front of each LF that has none. Valid until the next call. Linear in the
  /// octets, keeps twice as many at most.
  [[nodiscard]] std::string_view complete(std::span<const std::string_view> spans);

 private:
  std::string octets_;
  bool after_cr_ = false;  ///< the octet before the next span
};

}  // namespace popquiz::client
