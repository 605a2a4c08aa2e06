#pragma once

#include "options/arguments.hpp"
#include "test/test_subject.hpp"

#include <popquiz/conformance/client_runner.hpp>

#include <optional>

namespace popquiz::cli {

/// The client that the arguments name, and how it is run. Nothing and `why` set when they are no good.
[[nodiscard]] std::optional<conformance::client_settings> make_tested_client(
    const test_client_arguments& arguments, complaint& why);

}  // namespace popquiz::cli
