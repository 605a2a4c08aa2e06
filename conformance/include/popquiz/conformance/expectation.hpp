#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// A failure that is known.
struct expectation {
  std::string reason;
  std::string part;  ///< of what came or of what was expected; empty: whatever the failure is

  /// Whether a failure with these texts is the one meant.
  [[nodiscard]] bool is_met_by(std::string_view expected, std::string_view came) const noexcept;
  friend bool operator==(const expectation&, const expectation&) = default;
};

/// Failures that are known, by check id. A text file, one a line: the id, white space, where wanted a part
/// between double quotes (in it \" and \\ are a quote and a backslash) and white space, the reason
/// (required);
/// `#` begins a comment line.
using expectations = std::map<std::string, expectation, std::less<>>;

/// Nothing and `why` set ("FILE:LINE:COLUMN: ...") when a line is no good, an id stands twice or is not
/// the id of a check in `known` (a function that tells).
[[nodiscard]] std::optional<expectations> parse_expectations(std::string_view text, std::string_view file,
                                                             bool (*known)(std::string_view id,
                                                                           const void* context),
                                                             const void* context, std::string& why);

}  // namespace popquiz::conformance
