#pragma once

#include <popquiz/script/script.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// Why a text is no script: "FILE:LINE:COLUMN: MESSAGE", where MESSAGE says what was expected there
/// and what was found.
struct script_error {
  std::string file;
  location where;
  std::string message;
  [[nodiscard]] std::string text() const;
};

struct parse_outcome {
  std::optional<script> value;
  script_error error;  ///< when there is no value
};

/// Octets of a script at most; a longer text is an error at its first octet too many.
inline constexpr std::size_t script_size_limit = 1024UL * 1024;
/// Of one that may be a recording: all the mail that went by is in it.
inline constexpr std::size_t recording_size_limit = 16 * script_size_limit;
/// Blocks within blocks at most.
inline constexpr std::size_t script_depth_limit = 16;

/// Sessions that a dialogue names at most: the player has a buffer for each.
inline constexpr std::size_t script_sessions_limit = 100;

/// Parses the text of a .pop3 file (grammar: docs/script.md). `file` is only for messages. Linear in
/// the size of the text; never throws for what a text can contain. `size_limit`: octets of the text at most.
[[nodiscard]] parse_outcome parse_script(std::string_view text, std::string_view file,
                                         std::size_t size_limit = script_size_limit);

/// The script as text; parse_script() of it gives an equal script.
[[nodiscard]] std::string print_script(const script& s);

}  // namespace popquiz::script
