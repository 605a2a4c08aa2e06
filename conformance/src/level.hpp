#pragma once

#include <span>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The strongest level among requirements: MUST, stated, SHOULD, MAY, derived, in this order; empty
/// when there is none.
[[nodiscard]] std::string_view strongest_level(std::span<const std::string> requirement_ids);

/// Our own conclusion, which no RFC spells out: a break of it is never called a violation.
inline constexpr std::string_view derived_level = "derived";

}  // namespace popquiz::conformance
