#pragma once

#include "fuzz_arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

void add_fuzz_server_options(CLI::App& to, fuzz_server_arguments& into);
void add_fuzz_client_options(CLI::App& to, fuzz_client_arguments& into);

}  // namespace popquiz::cli
