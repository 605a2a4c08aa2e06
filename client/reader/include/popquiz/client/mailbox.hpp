#pragma once

#include <popquiz/client/mail_flags.hpp>
#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/read_result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::client {

enum class mailbox_kind : std::uint8_t {
  maildir,  ///< new/ and cur/
  folder,   ///< files NAME.eml
  mbox,     ///< mboxrd; other kinds of mbox read well, too, but for their own quoting
  file,     ///< one message
};

/// Stored mail, as it lay there when it was opened. Nothing is ever changed. Messages have numbers from 0 to
/// size() - 1 in the order of their arrival: by the time in a Maildir's file name, else by the time the file
/// was last written, then by name; by place in an mbox.
class mailbox {
 public:
  virtual ~mailbox() = default;
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;

  [[nodiscard]] virtual mailbox_kind kind() const noexcept = 0;
  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  /// What the message is called: its file's name, without a Maildir's flags; empty in an mbox. Valid as long
  /// as the mailbox.
  [[nodiscard]] virtual std::string_view name(std::size_t number) const noexcept = 0;
  /// The flags that are known without a look into the message; nothing for an mbox.
  [[nodiscard]] virtual std::optional<mail_flags> flags(std::size_t number) const noexcept = 0;
  /// The message of that name, with or without ".eml".
  [[nodiscard]] virtual std::optional<std::size_t> find(std::string_view name) const noexcept = 0;
  /// Null and `why` set when it can't be opened, e.g. because it was removed meanwhile. It may outlive
  /// the mailbox.
  [[nodiscard]] virtual std::unique_ptr<message_octets> open(std::size_t number, read_result& why) const = 0;

 protected:
  mailbox() = default;
};

/// Opens `maildir:DIR`, `dir:DIR` (of .eml files) or `mbox:FILE`; without these words a folder in which new/
/// or cur/ is is a Maildir, one with .eml files is taken as such, a file is one message when its name ends in
/// .eml or it does not begin with "From
/// ", and else an mbox. An mbox is read from end to end, its messages are not held. Null and `why` set
/// when it can't be.
[[nodiscard]] std::unique_ptr<mailbox> open_mailbox(std::string_view place, read_result& why);

}  // namespace popquiz::client
