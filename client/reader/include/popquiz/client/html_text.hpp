#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What is text in HTML, for reading: no tags, no scripts, styles and comments, lines where blocks begin,
/// the common character references replaced. No renderer. Any octets may come in any pieces; the result is as
/// hostile as they are.
class html_text {
 public:
  /// Appends what becomes of `piece` to `out`.
  void add(std::string_view piece, std::string& out);
  void end(std::string& out);

 private:
  enum class state : std::uint8_t { text, reference, tag_start, tag_name, tag, quoted, declaration, comment };

  void take(char c, std::string& out);
  void begin_tag(char c, std::string& out);
  void in_tag_name(char c, std::string& out);
  void in_tag(char c);
  void in_declaration(char c);
  void end_tag();
  void end_reference(std::string& out);
  void put(std::string_view text, std::string& out);

  state state_ = state::text;
  std::string kept_;      ///< the tag's name, or what stands behind "&"; its first octets
  std::string skipping_;  ///< the element within which nothing is text: script, style
  char quote_ = 0;
  char before_ = 0;         ///< the last octet of a tag that is no space
  unsigned dashes_ = 0;     ///< of a comment's begin or end
  unsigned line_ends_ = 0;  ///< to come before the next text
  bool space_ = false;      ///< the same with a space
  bool is_item_ = false;    ///< the same with a list item's sign
  bool has_text_ = false;   ///< some is out
};

}  // namespace popquiz::client
