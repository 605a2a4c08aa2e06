#pragma once

#include <span>
#include <string_view>

namespace popquiz::cli {

struct example {
  std::string_view what;
  std::string_view command_line;
};
struct exit_code_text {
  int code = 0;
  std::string_view meaning;
};

/// The prose about a command; its options are described where they are defined (program.cpp).
struct manual_section {
  std::string_view command;  ///< "popquiz test server"
  std::string_view description;
  std::span<const example> examples;
  std::span<const exit_code_text> exit_codes;
};

/// All sections, the program's own first.
[[nodiscard]] std::span<const manual_section> manual();
/// The section of a command that the program has.
[[nodiscard]] const manual_section& manual_of(std::string_view command);

}  // namespace popquiz::cli
