#pragma once

#include "diagnosis.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace popquiz::script {

/// One line of a script without its line end.
struct script_line {
  std::string_view text;  ///< with indentation
  std::uint32_t number = 0;
  std::uint32_t indentation = 0;
  [[nodiscard]] bool blank() const noexcept { return indentation == text.size(); }
  [[nodiscard]] bool comment() const noexcept { return !blank() && text[indentation] == '#'; }
};

/// The lines of a text in turn, one of them in sight.
class script_lines {
 public:
  explicit script_lines(std::string_view text);

  /// The line in sight; nothing at the end of the text.
  [[nodiscard]] const std::optional<script_line>& peek() const noexcept { return current_; }
  void advance();
  /// Past blank lines and comments.
  void skip_idle();
  /// Where the text ends.
  [[nodiscard]] location end() const noexcept { return end_; }

 private:
  std::string_view rest_;
  std::uint32_t number_ = 0;
  location end_{1, 1};
  std::optional<script_line> current_;
};

}  // namespace popquiz::script
