#pragma once

#include "options/fuzz_arguments.hpp"

#include <CLI/App.hpp>

#include <utility>

namespace popquiz::cli {

/// Adds `fuzz server` and `fuzz client`; gives these two.
[[nodiscard]] std::pair<CLI::App*, CLI::App*> add_fuzz(CLI::App& to, fuzz_arguments& into);

}  // namespace popquiz::cli
