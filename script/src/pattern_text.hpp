#pragma once

#include "line_cursor.hpp"

#include <popquiz/script/pattern.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

enum class pattern_form : std::uint8_t {
  line,      ///< everything up to the line end
  quoted,    ///< "between quotes"
  argument,  ///< up to a word that begins a guard of an `on` step
};

enum class pattern_use : std::uint8_t {
  said,            ///< only {=NAME}
  said_by_client,  ///< the same, and {secret NAME} where user and password tell it
  heard,           ///< matches; the names of predefined variables are not captured
  overheard,       ///< matches, and any name is captured: the argument of an `on` step
  either,          ///< a recording: said or heard
};

[[nodiscard]] std::optional<pattern> parse_pattern(line_cursor& cursor, pattern_form form, pattern_use use);

/// A value in quotes, without placeholders.
[[nodiscard]] std::optional<std::string> parse_quoted_value(line_cursor& cursor);

/// Without the quotes.
[[nodiscard]] std::string print_pattern_text(const pattern& p, pattern_form form);

/// As the argument of an `on` step: in quotes where it must be.
[[nodiscard]] std::string print_argument(const pattern& p);

/// Whether a guard of an `on` step, or "bare", begins with `word`.
[[nodiscard]] bool is_guard_word(std::string_view word) noexcept;

/// user, password, timestamp, apop-digest or messages.
[[nodiscard]] bool is_predefined(std::string_view name) noexcept;

}  // namespace popquiz::script
