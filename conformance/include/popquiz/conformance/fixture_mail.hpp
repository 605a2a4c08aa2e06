#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// How messages get into a maildrop.
enum class delivery_way : std::uint8_t {
  maildir,  ///< files in DIR/new
  mbox,     ///< appended to a file, mboxrd
  command,  ///< a command a message
  smtp,     ///< RFC 5321
};

struct fixture_message {
  std::string name;    ///< "dot-lines"
  std::string octets;  ///< the mark first, LF line ends, the last line maybe without
};

/// The messages of corpus/messages/ that the suite puts into a server's maildrop: those that are hard to
/// serve. The first field of each is "X-Popquiz-Fixture: NAME-RUN", by which it is recognised under whatever
/// number. A first line of the body that is long enough is shorter by as many octets, so that what stands
/// behind keeps its place.
class fixture_mail {
 public:
  /// `run` tells this run's messages from those of others. Left out is what `way` may not carry: of smtp,
  /// octets above 127, NUL, CR alone and lines of more than 998 octets (RFC 5321 §2.3.8, §4.5.3.1.6); of
  /// mbox, a header that no blank line ends.
  fixture_mail(delivery_way way, std::string run);

  [[nodiscard]] const std::vector<fixture_message>& messages() const noexcept { return messages_; }
  [[nodiscard]] const std::string& run() const noexcept { return run_; }
  [[nodiscard]] delivery_way way() const noexcept { return way_; }

  /// `received`: a message as the server gave it, unstuffed. Which of messages() it is by its mark.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view received) const;
  /// Nothing when it is none of these; else the octets that the server had to give. maildir, mbox: header
  /// fields of its own stay where it has put them, as far as their names say that servers keep their book
  /// there (docs/checks.md). command, smtp: fields that were put in front may stay.
  [[nodiscard]] std::optional<std::string> expected_of(std::string_view received) const;

 private:
  delivery_way way_;
  std::string run_;
  std::vector<fixture_message> messages_;
};

}  // namespace popquiz::conformance
