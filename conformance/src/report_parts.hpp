#pragma once

#include <popquiz/conformance/result.hpp>

#include <string>

namespace popquiz::conformance {

/// A line of the conversation, e.g. "C: DELE 1" or "[second] S: +OK".
[[nodiscard]] std::string transcript_text(const check_result& of, const script::transcript_line& line);

/// What a check that was not passed found, as one sentence: "breaks RFC 1939 ... (MUST): expected ..., came
/// ...". A derived-only check never speaks of a violation.
[[nodiscard]] std::string finding(const check_result& of);

/// "RFC 1939 section 5 DELE, RFC 2449 section 5".
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// Seconds with three decimals.
[[nodiscard]] std::string seconds(std::chrono::microseconds duration);

}  // namespace popquiz::conformance
