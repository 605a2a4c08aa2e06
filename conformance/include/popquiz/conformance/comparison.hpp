#pragma once

#include <popquiz/conformance/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// Something that servers say of themselves, and what each says.
struct compared_property {
  std::string name;
  std::vector<std::string> values;  ///< one a server; empty: nothing
  bool differs = false;
};

/// A check as several servers met it.
struct compared_check {
  const check_result* any = nullptr;         ///< of the first server that has it
  std::vector<const check_result*> results;  ///< one a server; null: not among its checks
  bool differs = false;                      ///< not the same verdict everywhere
};

/// Results side by side.
struct comparison {
  /// Borrows from `of`, which must outlive it; `names` has a name for each, e.g. its file.
  comparison(const std::vector<run_result>& of, const std::vector<std::string>& names);

  const std::vector<run_result>* of;
  /// Of the servers; where two have the same, the name given stands behind it.
  std::vector<std::string> names;
  std::vector<compared_property> properties;
  std::vector<compared_check> checks;  ///< in the order of the first result; what it lacks last

  [[nodiscard]] std::size_t differing() const;
  /// "servers" or "clients", or "results" when there are both among them.
  [[nodiscard]] std::string_view kind() const;
};

/// A table of checks and servers, a letter a server.
[[nodiscard]] std::string comparison_text(const comparison& c);
/// docs/report.md
[[nodiscard]] std::string comparison_json(const comparison& c);
/// One page, as report_html().
[[nodiscard]] std::string comparison_html(const comparison& c);

}  // namespace popquiz::conformance
