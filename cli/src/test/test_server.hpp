#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz test server`.
[[nodiscard]] exit_code run_test_server(const test_server_arguments& arguments);

}  // namespace popquiz::cli
