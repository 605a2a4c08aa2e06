#pragma once

#include "mbox_file.hpp"

#include <span>
#include <string>

namespace popquiz::mockserver {

/// Writes the mbox at `path` anew, without these messages, which it knows by their hash and octets: those
/// that are gone already are gone, and what else the file has become stays. False, and the file is as it was,
/// when somebody else holds its lock or something fails. `path` is no link.
[[nodiscard]] bool rewrite_mbox(const std::string& path, mbox_quoting quoting,
                                std::span<const mbox_entry> without);

}  // namespace popquiz::mockserver
