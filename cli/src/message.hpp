#pragma once

#include "options/remark.hpp"

#include <popquiz/conformance/result.hpp>

#include <string_view>

namespace popquiz::cli {

using conformance::exit_code;

/// remark(), and gives the code back.
exit_code complain(std::string_view what, exit_code code);

}  // namespace popquiz::cli
