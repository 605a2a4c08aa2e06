#pragma once

#include "options/bench_arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// `popquiz bench server`.
void add_bench_server_options(CLI::App& to, bench_server_arguments& into);
/// `popquiz bench client`.
void add_bench_client_options(CLI::App& to, bench_client_arguments& into);

}  // namespace popquiz::cli
