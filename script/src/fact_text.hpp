#pragma once

#include "line_cursor.hpp"

#include <popquiz/script/judgement.hpp>

namespace popquiz::script {

/// Reads a fact of a rule, up to the comma behind it or the end of the line. False, with a diagnosis, when
/// there is none.
[[nodiscard]] bool parse_fact(line_cursor& cursor, fact& into);

}  // namespace popquiz::script
