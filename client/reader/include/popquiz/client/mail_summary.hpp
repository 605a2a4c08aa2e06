#pragma once

#include <popquiz/client/mail_header.hpp>
#include <popquiz/client/mailbox.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::client {

/// A message at a glance. Text is decoded UTF-8 with whatever characters in it: see safe_line().
struct mail_summary {
  std::size_t number = 0;  ///< in the mailbox, from 0
  std::string name;        ///< of the file; empty in an mbox
  std::string subject;
  mail_address from;
  std::optional<std::int64_t> date;  ///< Date:, seconds since 1970-01-01 UTC
  std::uint64_t octets = 0;
  mail_flags flags;
};

/// Reads the message's header part and nothing else.
[[nodiscard]] read_result read_summary(const mailbox& from, std::size_t number, mail_summary& into);

}  // namespace popquiz::client
