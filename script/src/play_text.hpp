#pragma once

#include <popquiz/script/matcher.hpp>
#include <popquiz/script/script.hpp>
#include <popquiz/script/transcript.hpp>

#include <string>

namespace popquiz::script {

/// Whether every {=NAME} has a value.
[[nodiscard]] bool knows_all(const pattern& p, const variables& vars);

/// Why expand() made nothing of it, for a person.
[[nodiscard]] std::string why_unsayable(const pattern& p, const variables& vars);

/// A step as the script has it, with what is known in place of {=NAME}, printable; `hiding` hides secrets.
[[nodiscard]] std::string shown_step(const line_step& s, const variables& vars, const transcript& hiding);

}  // namespace popquiz::script
