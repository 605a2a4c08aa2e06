#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// What mail readers have noted about a message. From the file's name in a Maildir, from Status: and
/// X-Status: in an mbox; a folder of .eml files knows none.
enum class mail_flag : std::uint8_t {
  fresh = 1U << 0U,  ///< no mail reader has seen that it is there
  seen = 1U << 1U,
  replied = 1U << 2U,
  flagged = 1U << 3U,
  trashed = 1U << 4U,
  draft = 1U << 5U,
  passed = 1U << 6U,  ///< forwarded
};

class mail_flags {
 public:
  void add(mail_flag f) noexcept { bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(f)); }
  [[nodiscard]] bool has(mail_flag f) const noexcept { return (bits_ & static_cast<std::uint8_t>(f)) != 0; }
  /// "N" and the letters of a Maildir, in the order of the alphabet: DFNPRST.
  [[nodiscard]] std::string letters() const;
  /// "new", "seen", ... in that order; valid for ever.
  [[nodiscard]] std::vector<std::string_view> names() const;
  friend bool operator==(mail_flags, mail_flags) = default;

 private:
  std::uint8_t bits_ = 0;
};

/// The flags of a file's name in cur/: what is behind ":2,".
[[nodiscard]] mail_flags flags_of_maildir_name(std::string_view name) noexcept;
/// The values of an mbox's Status: and X-Status: fields, empty where there is none.
[[nodiscard]] mail_flags flags_of_status(std::string_view status, std::string_view x_status) noexcept;

}  // namespace popquiz::client
