#pragma once

#include <popquiz/conformance/result.hpp>

namespace popquiz::conformance {

/// Adds what a check came to in another round. Verdicts that differ make it flaky; a round in which it was
/// skipped says nothing. The conversation kept is that of the first round that was not passed. A flaky check
/// is known to be only if each of its failures was.
void add_round(check_result& to, check_result again);

}  // namespace popquiz::conformance
