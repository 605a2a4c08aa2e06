#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// The options of `popquiz record` and `popquiz replay` (docs/replay.md).
void add_record_options(CLI::App& to, record_arguments& into);
void add_replay_options(CLI::App& to, replay_arguments& into);

}  // namespace popquiz::cli
