#pragma once

#include "octet_buffer.hpp"

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::bench {

/// What the lines of a message are like.
enum class text_kind {
  mail,       ///< a header, paragraphs of 72 to 78 octets a line, few dots in front, few octets over 127
  no_dots,    ///< 78 octets a line, not one dot
  stuffed,    ///< 78 octets a line, each begins with a dot
  dots_only,  ///< each line is one dot, ".." on the wire: the shortest that stuffing makes
  eight_bit,  ///< 78 octets a line, every second one over 127
};

/// No text has it: what memchr looks for in vain.
inline constexpr char absent_octet = '\x01';

/// The same lines in every run and on every machine.
class text_lines {
 public:
  explicit text_lines(text_kind kind) : kind_(kind) {}
  /// The next line, without stuffing and line end. Valid until the next call.
  [[nodiscard]] std::string_view next();

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  void mail_line();
  void fill_with_words(std::size_t octets);

  text_kind kind_;
  std::string line_;
  std::minstd_rand random_;
  std::size_t header_ = 0;     // header lines that are out
  std::size_t paragraph_ = 0;  // lines the paragraph still has
};

/// A multi-line reply as it stands on the wire.
class reply {
 public:
  /// As many lines as fit in `octets`.
  reply(text_kind kind, std::size_t octets);

  [[nodiscard]] std::string_view whole() const noexcept { return wire_.octets(); }
  /// Without the status line and the terminator, stuffed.
  [[nodiscard]] std::string_view body() const noexcept;
  [[nodiscard]] std::size_t lines() const noexcept { return lines_; }

 private:
  std::size_t lines_ = 0;  // counted while wire_ is made
  octet_buffer wire_;
};

/// A message of mail with the given line ends, not stuffed.
[[nodiscard]] std::string mail_message(std::size_t octets, std::string_view line_end);

/// Many command lines of a client, CRLF at the end of each.
[[nodiscard]] std::string commands(std::size_t octets);

/// The body of a reply to LIST, or to UIDL.
[[nodiscard]] std::string scan_listings(std::size_t octets);
[[nodiscard]] std::string unique_id_listings(std::size_t octets);

/// One column of the tables: a text and how it is handed in.
struct input {
  std::string_view name;
  text_kind kind;
  std::size_t read = 0;  ///< octets that come at a time; 0: all at once
};
[[nodiscard]] std::span<const input> inputs() noexcept;

}  // namespace popquiz::bench
