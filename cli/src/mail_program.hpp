#pragma once

#include "sysexit.hpp"

#include <span>

namespace popquiz::cli {

/// Turns this process into popquiz-mail, which lies beside this program, for `words`: "popquiz", "mail", ...
/// It is another program so that this one needs no memory for GMime and GLib. Comes back, with a status and
/// after a remark, only when that fails.
[[nodiscard]] sysexit become_mail_program(std::span<const char* const> words);

}  // namespace popquiz::cli
