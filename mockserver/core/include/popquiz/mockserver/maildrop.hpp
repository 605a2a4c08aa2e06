#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace popquiz::mockserver {

/// The octets of one message, handed out in pieces, line ends as they are stored.
class message_reader {
 public:
  virtual ~message_reader() = default;
  /// The next piece; empty at the end. Valid until the next call.
  [[nodiscard]] virtual std::string_view next() = 0;
  /// The same for a reader that has its octets at hand as a body of a reply (RFC 1939 §3): whole lines, each
  /// ended with CRLF, byte-stuffed; without the terminator. Nothing: it has not, ask next(). Only one of the
  /// two is used to read a message. Valid as long as the reader where it has 16 KiB or more, else until the
  /// next call.
  [[nodiscard]] virtual std::optional<std::string_view> next_on_wire() { return std::nullopt; }
  /// The source failed; what came is not the whole message.
  [[nodiscard]] virtual bool failed() const noexcept { return false; }
};

/// A maildrop as one session sees it: numbered and measured when it was opened (RFC 1939 §4). Index i
/// is message-number i + 1.
class maildrop_snapshot {
 public:
  virtual ~maildrop_snapshot() = default;
  [[nodiscard]] virtual std::size_t messages() const noexcept = 0;
  /// Size as RFC 1939 §11 counts it.
  [[nodiscard]] virtual std::uint64_t octets(std::size_t index) const = 0;
  /// 1 to 70 octets 0x21 to 0x7E (RFC 1939 §7). Valid until the next call.
  [[nodiscard]] virtual std::string_view unique_id(std::size_t index) const = 0;
  /// Null when the message can't be read (it vanished, or an I/O error).
  [[nodiscard]] virtual std::unique_ptr<message_reader> read(std::size_t index) const = 0;
  /// Removes these messages for good; false when some could not be (RFC 1939 §6).
  [[nodiscard]] virtual bool remove(std::span<const std::size_t> indices) = 0;
};

/// What the mock serves to one account.
class maildrop {
 public:
  virtual ~maildrop() = default;
  /// Null when it can't be opened.
  [[nodiscard]] virtual std::unique_ptr<maildrop_snapshot> open() = 0;
};

}  // namespace popquiz::mockserver
