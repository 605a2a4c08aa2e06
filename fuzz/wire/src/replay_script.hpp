#pragma once

#include "session_judge.hpp"

#include <string>

namespace popquiz::fuzz_wire {

/// The session as a script that `popquiz replay --as client` plays: what was said, and the replies as they
/// came, but for what `what` is about: there stands what should have come, so that the replay ends just
/// there.
[[nodiscard]] std::string print_replay(const plan& said, const session_record& record, const suspicion& what);

}  // namespace popquiz::fuzz_wire
