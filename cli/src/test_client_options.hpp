#pragma once

#include "arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// `popquiz test client`.
void add_test_client_options(CLI::App& to, test_client_arguments& into);

}  // namespace popquiz::cli
