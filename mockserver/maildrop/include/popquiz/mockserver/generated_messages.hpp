#pragma once

#include <popquiz/mockserver/generated_mail.hpp>
#include <popquiz/mockserver/maildrop.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// Messages made from numbers: the same mail and the same number give the same octets, always and
/// everywhere. Some 1.5 MiB at most, however many and however long they are. Message numbers begin at 1 and
/// stay with their message, whatever is deleted from a maildrop.
///
/// A message's header tells its number: "Subject: Message 12 of seed 7", and so do its Message-ID, Date (12
/// seconds into 2026) and From. Its body has lines of equal length, all different within 256 KiB as far as
/// their length allows;
/// the last one is shorter, or by one octet longer, where the size asks for it.
class generated_messages {
 public:
  virtual ~generated_messages() = default;

  [[nodiscard]] virtual const generated_mail& what() const noexcept = 0;
  /// As RFC 1939 §11 counts them. Precondition of this and the others: `number` is 1 to what().messages.
  [[nodiscard]] virtual std::uint64_t octets(std::uint64_t number) const noexcept = 0;
  /// Made of the number, the seed and what else the octets depend on, so that other mail has others (RFC 1939
  /// §7: never reused).
  [[nodiscard]] virtual std::string unique_id(std::uint64_t number) const = 0;
  /// With its angle brackets.
  [[nodiscard]] virtual std::string message_id(std::uint64_t number) const = 0;
  /// The octets, with line ends as what() has them: the expected value of a test, too. The pieces are short
  /// or whole lines, and are not copied for the reader.
  [[nodiscard]] virtual std::unique_ptr<message_reader> read(std::uint64_t number) const = 0;
};

/// Null and `why` set when the mail can't be made.
[[nodiscard]] std::shared_ptr<const generated_messages> make_messages(const generated_mail& what,
                                                                      std::string& why);

/// A maildrop with these messages. What a session's QUIT has removed stays away as long as the maildrop
/// lives, at the cost of a bit for each message. `messages` is not null.
[[nodiscard]] std::unique_ptr<maildrop> open_generated(std::shared_ptr<const generated_messages> messages);

/// Compares what somebody received, piece by piece, with a message: neither is ever held as a whole.
class message_comparison {
 public:
  /// `expected` is not null.
  explicit message_comparison(std::unique_ptr<message_reader> expected) : expected_(std::move(expected)) {}

  /// The next octets received; false when they differ, or when an earlier piece did.
  [[nodiscard]] bool take(std::string_view octets);
  /// So far everything was equal, and nothing is missing.
  [[nodiscard]] bool complete();
  /// How many octets from the first on are equal.
  [[nodiscard]] std::uint64_t equal_octets() const noexcept { return equal_; }

 private:
  std::unique_ptr<message_reader> expected_;
  std::string_view piece_;  // of expected_, not yet met
  std::uint64_t equal_ = 0;
  bool differs_ = false;
};

}  // namespace popquiz::mockserver
