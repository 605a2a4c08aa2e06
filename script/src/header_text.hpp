#pragma once

#include "diagnosis.hpp"
#include "script_lines.hpp"

#include <popquiz/script/script.hpp>

#include <string>

namespace popquiz::script {

/// The header up to and with its blank line.
[[nodiscard]] bool parse_header(script_lines& lines, script& into, diagnosis& problems);

/// The header and its blank line.
[[nodiscard]] std::string print_header(const script& s);

}  // namespace popquiz::script
