#pragma once

#include <popquiz/fuzz_wire/finding.hpp>
#include "session_run.hpp"

#include <optional>

namespace popquiz::fuzz_wire {

/// What is wrong with a session, by the parser, the command table, and the reference server's session of the
/// same plan.
struct suspicion {
  finding what;
  std::size_t turn = 0;                   ///< that it is about
  std::size_t exchange_index = 0;         ///< of the record
  reply_class instead = reply_class::ok;  ///< what should have come: ok or err, for difference and state
  bool has_instead = false;
};

/// The first thing that is wrong. Nothing is compared behind it: the two sessions stand at different places
/// then.
[[nodiscard]] std::optional<suspicion> judge_session(const session_record& record,
                                                     const session_record& reference);

}  // namespace popquiz::fuzz_wire
