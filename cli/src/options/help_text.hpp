#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace popquiz::cli {

/// One option or argument as help and manual page show it.
struct option_text {
  std::string names;  ///< "--only", "--help, -h"; an argument's placeholder
  std::string value;  ///< "GLOB", or empty
  std::string description;
};

/// "popquiz test server".
[[nodiscard]] std::string full_name(const CLI::App& of);
/// The line behind "usage:".
[[nodiscard]] std::string usage(const CLI::App& of);
/// Arguments first, then options, as they were defined; the default is named.
[[nodiscard]] std::vector<option_text> options(const CLI::App& of);
/// What --help prints.
[[nodiscard]] std::string help_text(const CLI::App& of);

}  // namespace popquiz::cli
