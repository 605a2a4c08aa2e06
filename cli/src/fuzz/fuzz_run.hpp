#pragma once

#include "message.hpp"
#include "options/fuzz_arguments.hpp"

namespace popquiz::cli {

/// Fuzzes as the arguments say, and reports: figures while it goes on, then what was found.
[[nodiscard]] exit_code fuzz_server(const fuzz_server_arguments& arguments);
[[nodiscard]] exit_code fuzz_client(const fuzz_client_arguments& arguments);

}  // namespace popquiz::cli
