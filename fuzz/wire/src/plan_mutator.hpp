#pragma once

#include "plan.hpp"
#include "random.hpp"
#include "vocabulary.hpp"

namespace popquiz::fuzz_wire {

/// Changes one thing or a few: turns are inserted, taken away, doubled, swapped, said anew, spoiled, cut into
/// segments, or leave together.
void mutate(plan& what, const vocabulary& words, random_source& random);
/// The beginning of one plan and the end of the other.
[[nodiscard]] plan spliced(const plan& front, const plan& back, random_source& random);

}  // namespace popquiz::fuzz_wire
