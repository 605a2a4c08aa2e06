#pragma once

#include <popquiz/conformance/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// A result file is no larger, in octets.
inline constexpr std::size_t result_json_limit = 64UL * 1024 * 1024;

/// Reads what report_json() wrote (docs/result.schema.json), so that every report of the result is the same
/// as that of the original. Members that it does not know are ignored. Nothing and `why` set when the text is
/// no such result: what was expected, what was found and where ("checks[3].verdict: ...").
[[nodiscard]] std::optional<run_result> parse_result_json(std::string_view text, std::string& why);

}  // namespace popquiz::conformance
