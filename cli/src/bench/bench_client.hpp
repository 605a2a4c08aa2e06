#pragma once

#include "message.hpp"
#include "options/bench_arguments.hpp"

namespace popquiz::cli {

/// `popquiz bench client`: the exit code.
[[nodiscard]] exit_code run_bench_client(const bench_client_arguments& arguments);

}  // namespace popquiz::cli
