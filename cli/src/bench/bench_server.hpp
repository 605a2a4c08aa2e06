#pragma once

#include "message.hpp"
#include "options/bench_arguments.hpp"

namespace popquiz::cli {

/// `popquiz bench server`: the exit code.
[[nodiscard]] exit_code run_bench_server(const bench_server_arguments& arguments);

}  // namespace popquiz::cli
