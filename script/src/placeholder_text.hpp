#pragma once

#include "line_cursor.hpp"
#include "pattern_text.hpp"

#include <popquiz/script/pattern.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace popquiz::script {

/// Names that a pattern captures.
using captured_names = std::set<std::string, std::less<>>;

/// The placeholder that the rest of the line begins with. `captured`: by the pattern up to there; a name that
/// this one captures is added.
[[nodiscard]] std::optional<piece> parse_placeholder(line_cursor& cursor, pattern_use use,
                                                     captured_names& captured);

[[nodiscard]] std::string print_placeholder(const piece& part);

/// The NAME of a {=NAME} that is the next word.
[[nodiscard]] std::optional<std::string> parse_use(line_cursor& cursor, std::string_view what);

}  // namespace popquiz::script
