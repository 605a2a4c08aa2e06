#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// The body of a reply as far as it came, unstuffed, and how far a script has looked at it.
class play_body {
 public:
  void clear() noexcept;
  void append(std::string_view octets) { octets_ += octets; }
  void end() noexcept { ended_ = true; }

  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] const std::string& octets() const noexcept { return octets_; }

  /// The next line, without its line end; nothing when it has not come wholly, or none is left. Valid
  /// until append() or clear().
  [[nodiscard]] std::optional<std::string_view> peek_line() noexcept;
  void skip_line() noexcept { at_ = next_; }
  void skip_all() noexcept { at_ = octets_.size(); }
  /// The number of the line that peek_line() gives, from 1.
  [[nodiscard]] std::size_t line_number() const noexcept;

 private:
  std::string octets_;
  std::size_t at_ = 0;       // what was looked at ends here
  std::size_t next_ = 0;     // where the line behind the next one begins, once peeked
  std::size_t scanned_ = 0;  // no line feed from at_ up to here
  bool ended_ = false;
};

/// Takes the first line off `text`: without its line end.
[[nodiscard]] std::string_view take_line(std::string_view& text) noexcept;

/// Lines of a body.
[[nodiscard]] std::size_t count_lines(std::string_view body) noexcept;

/// The K-th word of a line; empty when there is none.
[[nodiscard]] std::string_view column_of(std::string_view line, std::size_t column) noexcept;

}  // namespace popquiz::script
