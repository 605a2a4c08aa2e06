#pragma once

#include <popquiz/client/safe_text.hpp>

namespace popquiz::cli {

/// What can be shown there: UTF-8, but for a terminal whose locale says otherwise.
[[nodiscard]] client::repertoire repertoire_of(int file);

}  // namespace popquiz::cli
