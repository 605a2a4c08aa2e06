#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace popquiz::cli {

// What the commands share that start a client.

/// Of a command without driver: where its mail lies, how lines end there, and what it can.
void add_delivery(CLI::App& to, std::string& delivers, std::string& line_ends, std::vector<std::string>& can);
/// Which client, and what it can.
void add_client_choice(CLI::App& to, test_client_arguments& into);
/// Whom it works for, and what it may use.
void add_client_limits(CLI::App& to, test_client_arguments& into);
/// `popquiz test client`.
void add_test_client_options(CLI::App& to, test_client_arguments& into);

}  // namespace popquiz::cli
