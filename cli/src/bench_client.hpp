#pragma once

#include "bench_arguments.hpp"
#include "message.hpp"

namespace popquiz::cli {

/// `popquiz bench client`: the exit code.
[[nodiscard]] exit_code run_bench_client(const bench_client_arguments& arguments);

}  // namespace popquiz::cli
