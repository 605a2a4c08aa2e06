#pragma once

#include "arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// `popquiz test client`.
/// Which client, and what it can.
void add_client_choice(CLI::App& to, test_client_arguments& into);
/// Whom it works for, and what it may use.
void add_client_limits(CLI::App& to, test_client_arguments& into);
void add_test_client_options(CLI::App& to, test_client_arguments& into);

}  // namespace popquiz::cli
