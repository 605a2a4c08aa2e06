#pragma once

#include <popquiz/conformance/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// How a check stands in a report: its verdict, and what --expect makes of it.
struct standing {
  std::size_t rank = 0;     ///< the worst first
  std::string_view key;     ///< one word, for classes and filters
  std::string_view label;   ///< for a person, of one check
  std::string_view plural;  ///< of how many that number stands in front of
};
[[nodiscard]] standing standing_of(const check_result& c);
[[nodiscard]] standing standing_at(std::size_t rank);
[[nodiscard]] std::size_t unexpected_failures(const run_result& r);

/// Which verdict came in which rounds: "pass in 1, 3; fail in 2". Empty unless they differ.
[[nodiscard]] std::string rounds_text(const check_result& c);
/// How the checks were run, when that was out of the ordinary: "3 rounds, no verdict changed", "--shuffle
/// --seed 7". May be empty.
[[nodiscard]] std::string run_text(const run_result& r);

/// "C:", "S:" or "--".
[[nodiscard]] std::string_view mark_text(script::transcript_mark mark) noexcept;
/// A line of the conversation, e.g. "C: DELE 1" or "[second] S: +OK".
[[nodiscard]] std::string transcript_text(const check_result& of, const script::transcript_line& line);

/// What a check that was not passed found, as one sentence: "breaks RFC 1939 ... (MUST): expected ..., came
/// ...". A derived-only check never speaks of a violation.
[[nodiscard]] std::string finding(const check_result& of);

/// What the requirements of a check ask, in our words: a sentence each.
[[nodiscard]] std::vector<std::string> rules_of(const check_result& of);

/// "RFC 1939 section 5 DELE, RFC 2449 section 5".
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// Seconds with three decimals.
[[nodiscard]] std::string seconds(std::chrono::microseconds duration);

}  // namespace popquiz::conformance
