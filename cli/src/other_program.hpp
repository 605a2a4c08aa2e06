#pragma once

#include <span>
#include <string>

namespace popquiz::cli {

/// Turns this process into `program`, which lies beside this one, for `words`: "popquiz", WHAT, ... It is
/// another program so that this one needs no memory for what that one links. Comes back only when that fails,
/// and says why.
[[nodiscard]] std::string become_program(const std::string& program, std::span<const char* const> words);

}  // namespace popquiz::cli
