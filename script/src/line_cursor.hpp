#pragma once

#include "diagnosis.hpp"
#include "script_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// Reads one line of a script from left to right. What does not fit goes to the diagnosis, with its
/// place; functions that can fail return nothing or false then.
class line_cursor {
 public:
  line_cursor(const script_line& line, diagnosis& problems)
      : text_(line.text), at_(line.indentation), line_(line.number), problems_(problems) {}

  [[nodiscard]] location where() const noexcept { return {line_, static_cast<std::uint32_t>(at_ + 1)}; }
  [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
  void skip(std::size_t octets) noexcept { at_ += octets; }
  void skip_spaces() noexcept;
  /// Only spaces are left.
  [[nodiscard]] bool at_end() noexcept;

  /// The next word, up to a space; empty at the end. Not used up.
  [[nodiscard]] std::string_view peek() noexcept;
  /// Uses up the next word if it is `word`.
  bool accept(std::string_view word) noexcept;
  /// Uses up the words (one space apart in `words`), or says that they were expected.
  bool expect(std::string_view words);
  bool expect_end();
  /// Decimal digits, `from` to `to`; `what` tells what was expected, e.g. "a number of octets".
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view what, std::uint64_t from = 0,
                                                    std::uint64_t to = UINT64_MAX);
  [[nodiscard]] std::optional<milliseconds> duration();
  /// A name of a variable, session or body.
  [[nodiscard]] std::optional<std::string> name(std::string_view what);

  /// "expected WHAT, found ..." at the next word.
  bool fail(std::string_view what);
  /// The same with `octets` of the rest as what was found, at the very place.
  bool fail_here(std::string_view what, std::size_t octets);
  [[nodiscard]] diagnosis& problems() noexcept { return problems_; }

 private:
  std::string_view text_;
  std::size_t at_;
  std::uint32_t line_;
  diagnosis& problems_;
};

/// `found` in quotes, printable and shortened, for messages.
[[nodiscard]] std::string quote(std::string_view found);

/// A letter, then letters, digits, '-' and '_'.
[[nodiscard]] bool is_name(std::string_view text) noexcept;
/// What the grammar calls word: octets 0x21 to 0x7E, one at least.
[[nodiscard]] bool is_word(std::string_view text) noexcept;
/// A word that needs no quotes: without '"', '\' and '{'.
[[nodiscard]] bool is_plain_word(std::string_view text) noexcept;

}  // namespace popquiz::script
