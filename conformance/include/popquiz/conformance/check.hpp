#pragma once

#include <popquiz/script/script.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// A check is a script with `subject: server` whose header names its requirements. Its id is its path
/// below conformance/server without ".pop3", e.g. "rfc1939/5/dele/retr-is-refused".
struct check {
  script::script dialogue;
  /// `name.wrong.pop3` beside it: the overrides with which the mock server breaks exactly this rule.
  std::optional<script::script> counter_example;
};

/// Checks in the order they run: those that change the maildrop last, else by id (section 11 behind 8).
struct suite {
  std::vector<check> checks;
};

/// The checks embedded in the program. An error here is a bug of ours; `why` names file, line and column.
[[nodiscard]] std::optional<suite> builtin_suite(std::string& why);

/// The embedded checks with those of a folder added or, where the id is the same, in their place.
/// Nothing and `why` set when the folder or a script in it is no good.
[[nodiscard]] std::optional<suite> suite_with_folder(const std::string& folder, std::string& why);

/// The scenarios for clients (docs/scenarios.md) embedded in the program: scripts with `subject: client`,
/// whose id is "client/" and their path below conformance/client. They have no counter-example.
[[nodiscard]] std::optional<suite> builtin_scenarios(std::string& why);
/// The same with those of a folder added or in their place, as suite_with_folder().
[[nodiscard]] std::optional<suite> scenarios_with_folder(const std::string& folder, std::string& why);

/// The checks whose id matches any of the globs, in the same order; all when there are none.
[[nodiscard]] suite select(suite from, const std::vector<std::string>& globs);

/// Whether `id` matches a glob of `*` (any octets, '/' too) and `?`. Linear backtracking.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view id);

}  // namespace popquiz::conformance
