#pragma once

#include <CLI/App.hpp>

#include <string>
#include <string_view>

namespace popquiz::cli {

/// The manual page popquiz(1), as troff with the man macros.
[[nodiscard]] std::string man_page(const CLI::App& program, std::string_view program_version);

}  // namespace popquiz::cli
