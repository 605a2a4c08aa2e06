#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// `popquiz test server`.
void add_test_server_options(CLI::App& to, test_server_arguments& into);

}  // namespace popquiz::cli
