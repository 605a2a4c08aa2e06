#pragma once

#include "campaign_board.hpp"

#include <popquiz/conformance/result.hpp>

#include <string>

namespace popquiz::fuzz_wire {

/// Counts what a client did in a trial, for the engine and for the board: which command it says behind which
/// reply, how it came to its end, what it delivered, deleted and printed, how long it took.
void count_trial(const conformance::check_result& seen, campaign_board& board);

/// Its last command and the reply to it: "RETR +OK".
[[nodiscard]] std::string last_move(const conformance::check_result& seen);

}  // namespace popquiz::fuzz_wire
