#pragma once

#include <popquiz/script/script.hpp>

#include <span>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The strongest level among requirements: MUST, stated, SHOULD, MAY, derived, in this order; empty
/// when there is none.
[[nodiscard]] std::string_view strongest_level(std::span<const std::string> requirement_ids);

/// Of the check: the strongest among its requirements, or robustness_level.
[[nodiscard]] std::string_view level_of(const script::script& dialogue);

/// No rule of an RFC, but something that a server has to survive: its failure is no violation.
inline constexpr std::string_view robustness_level = "robustness";

/// Our own conclusion, which no RFC spells out: a break of it is never called a violation.
inline constexpr std::string_view derived_level = "derived";

}  // namespace popquiz::conformance
