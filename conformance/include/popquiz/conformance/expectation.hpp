#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// Failures that are known: check id and reason. A text file, one a line: the id, white space, the
/// reason (required); `#` begins a comment line.
using expectations = std::map<std::string, std::string, std::less<>>;

/// Nothing and `why` set ("FILE:LINE:COLUMN: ...") when a line is no good, an id stands twice or is not
/// the id of a check in `known` (a function that tells).
[[nodiscard]] std::optional<expectations> parse_expectations(std::string_view text, std::string_view file,
                                                             bool (*known)(std::string_view id,
                                                                           const void* context),
                                                             const void* context, std::string& why);

}  // namespace popquiz::conformance
