#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::cli {

/// One line of a terminal that is drawn over and over, e.g. which check is under way. Nothing moves when
/// the file is no terminal.
class progress {
 public:
  /// On standard error.
  progress();
  explicit progress(int file);
  ~progress() { clear(); }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  [[nodiscard]] bool on_terminal() const noexcept { return on_terminal_; }
  /// The terminal's width now, in columns; 80 when it does not say.
  [[nodiscard]] std::size_t columns() const noexcept;

  /// Draws `text` in place of what is there, cut so that it does not wrap; controls become spaces.
  void show(std::string_view text);
  /// Takes the line away.
  void clear();
  /// A whole line that stays, on a terminal or not; the one that moves is taken away first.
  void print(std::string_view text);

 private:
  void write(std::string_view octets) const;

  int file_;
  bool on_terminal_;
  bool shown_ = false;
};

}  // namespace popquiz::cli
