#pragma once

#include <popquiz/conformance/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// How the values of a row are to be shown.
enum class row_kind : std::uint8_t {
  text,          ///< our words
  octets,        ///< the subject's
  capabilities,  ///< the server's, of which each stands for itself
};

/// One line of the profile that heads a report: a name of up to 13 characters, one value or more.
struct profile_row {
  std::string_view name;
  row_kind kind = row_kind::text;
  std::vector<std::string> values;

  /// All of them, commas between.
  [[nodiscard]] std::string text() const;
};

/// The profile for a person, in the order of the report. What is not known, or was not looked at, has no row.
[[nodiscard]] std::vector<profile_row> profile_rows(const server_profile& p);
/// The same of whatever was tested, a client, too.
[[nodiscard]] std::vector<profile_row> profile_rows(const run_result& r);

}  // namespace popquiz::conformance
