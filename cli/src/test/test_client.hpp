#pragma once

#include "message.hpp"
#include "options/arguments.hpp"

namespace popquiz::cli {

/// `popquiz test client`.
[[nodiscard]] exit_code run_test_client(const test_client_arguments& arguments);

}  // namespace popquiz::cli
