#pragma once

#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstdint>

namespace popquiz::fuzz_wire {

/// A server to which nothing was said for so long closes: who waited for what does not come has its end then,
/// and one that goes on nevertheless hangs. Less than the time that a run has.
inline constexpr script::milliseconds idle_limit{2000};

/// Octets that the steps say when they are played once, about: of a message it is a guess.
[[nodiscard]] std::uint64_t octets_said(const script::block& steps);

/// `segment`, or as much more as it takes to say `octets` within half a second: the mock server lets a
/// millisecond pass between two segments. 0 stays: nothing is cut.
[[nodiscard]] std::uint64_t quick_segment(std::uint64_t segment, std::uint64_t octets);

/// What says nothing and closes a connection on which nobody says anything.
[[nodiscard]] script::step close_when_idle();

}  // namespace popquiz::fuzz_wire
