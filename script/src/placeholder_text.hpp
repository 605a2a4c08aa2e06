#pragma once

#include "line_cursor.hpp"
#include "pattern_text.hpp"

#include <popquiz/script/pattern.hpp>

#include <optional>
#include <string>

namespace popquiz::script {

/// The placeholder that the rest of the line begins with. `before`: the pattern up to there.
[[nodiscard]] std::optional<piece> parse_placeholder(line_cursor& cursor, pattern_use use,
                                                     const pattern& before);

[[nodiscard]] std::string print_placeholder(const piece& part);

/// The NAME of a {=NAME} that is the next word.
[[nodiscard]] std::optional<std::string> parse_use(line_cursor& cursor, std::string_view what);

}  // namespace popquiz::script
