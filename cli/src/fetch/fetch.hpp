#pragma once

#include "fetch/sysexits.hpp"
#include "options/fetch_arguments.hpp"

namespace popquiz::cli {

/// Downloads the mail of the accounts named. Complains and reports; the exit status is the worst of them.
[[nodiscard]] sysexit run_fetch(fetch_arguments arguments);

}  // namespace popquiz::cli
