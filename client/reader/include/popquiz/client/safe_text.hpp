#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What the reader of the text can show.
enum class repertoire : std::uint8_t {
  utf_8,
  ascii,  ///< a terminal of another charset: what is not ASCII becomes "?"
};

/// Makes text of strangers fit for a terminal: controls (C0 but tab and line end, DEL, C1), characters that
/// turn the direction of writing, and octets that are no UTF-8 become characters that one sees and that do
/// nothing. Line ends become LF. Any octets may come in any pieces.
class safe_text {
 public:
  explicit safe_text(repertoire r = repertoire::utf_8) noexcept : repertoire_(r) {}
  /// Appends what becomes of `piece` to `out`.
  void add(std::string_view piece, std::string& out);
  /// The text is over.
  void end(std::string& out);

 private:
  void put(char32_t c, std::string& out);

  repertoire repertoire_;
  char32_t partial_ = 0;  ///< of a character cut by a piece's end
  unsigned missing_ = 0;  ///< octets of it that have not come
  char32_t least_ = 0;    ///< that so many octets may stand for
  bool held_cr_ = false;
};

/// The same for what has to stay on one line: tabs and line ends become spaces, too.
[[nodiscard]] std::string safe_line(std::string_view text, repertoire r = repertoire::utf_8);

/// Text that safe_line() has made, cut so that it takes at most `columns` of a terminal, with a sign
/// where something was cut off, and filled up with spaces to `columns` where `fill` says so.
enum class column_fill : std::uint8_t { none, right };
[[nodiscard]] std::string in_columns(std::string_view text, std::size_t columns, column_fill fill,
                                     repertoire r = repertoire::utf_8);

/// Columns it takes: two for a wide character, none for one that joins the one before.
[[nodiscard]] std::size_t columns_of(std::string_view text);

}  // namespace popquiz::client
