#pragma once

#include <popquiz/client/mail_header.hpp>
#include <popquiz/client/mailbox.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace popquiz::client {

/// A message at a glance. Text is decoded UTF-8 with whatever characters in it.
struct mail_summary {
  std::size_t number = 0;  ///< in the mailbox, from 0
  std::string name;        ///< of the file; empty in an mbox
  std::string subject;
  mail_address from;
  std::optional<std::int64_t> date;  ///< Date:, seconds since 1970-01-01 UTC
  std::uint64_t octets = 0;
  mail_flags flags;
  std::optional<std::size_t> attachments;  ///< nothing: the message is beyond a limit
};

enum class summary_depth : std::uint8_t {
  header,       ///< reads the header part alone; `attachments` stays empty
  attachments,  ///< and goes through multiparts, to count
};
[[nodiscard]] read_result read_summary(const mailbox& from, std::size_t number, summary_depth depth,
                                       mail_summary& into);

/// The same, but only Date:, for sorting; nothing in `date` when it can't be read.
[[nodiscard]] std::optional<std::int64_t> read_date(const mailbox& from, std::size_t number);

/// What `mail list` is to show; empty and nothing: everything.
struct summary_filter {
  std::string from;     ///< is in the sender's name or address, in any case
  std::string subject;  ///< is in the subject, in any case
  std::optional<std::int64_t> since;
  [[nodiscard]] bool lets(const mail_summary& s) const;
};

/// "2024-05-01", "2024-05-01T10:30" or "2024-05-01T10:30:00Z" as seconds since 1970-01-01 UTC; without a zone
/// it is local time. Nothing when it is neither.
[[nodiscard]] std::optional<std::int64_t> parse_since(std::string_view text);

}  // namespace popquiz::client
