#pragma once

#include <string_view>

namespace popquiz::cli {

inline constexpr std::string_view version = POPQUIZ_VERSION;  // from the build

}  // namespace popquiz::cli
