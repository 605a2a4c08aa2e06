#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/requirement.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

enum class coverage_state : std::uint8_t {
  covered,     ///< a check names it
  has_reason,  ///< none does, and conformance/uncovered-*.tsv says why
  uncovered,   ///< neither
  unseen,      ///< a test of that side can't see on the wire whether it is kept
};

/// A requirement and what looks at it.
struct coverage_row {
  const requirement* what = nullptr;
  coverage_state state = coverage_state::unseen;
  std::vector<std::string> checks;  ///< ids
  std::string reason;
};

struct coverage_totals {
  std::string rfc;  ///< empty: all
  std::size_t requirements = 0;
  std::size_t observable = 0;  ///< of these; the three that follow are what it is made of
  std::size_t covered = 0;
  std::size_t has_reason = 0;
  std::size_t uncovered = 0;
};

/// Why requirements have no check, by id. What binds both sides may have a check of one and a reason for the
/// other.
struct coverage_reasons {
  expectations server;  ///< conformance/uncovered-server.tsv
  expectations client;  ///< conformance/uncovered-client.tsv

  [[nodiscard]] const expectations& of(role side) const noexcept {
    return side == role::server ? server : client;
  }
};

/// Nothing and `why` set when a line has an id that is no requirement's, one twice, or no reason: a bug of
/// ours.
[[nodiscard]] std::optional<coverage_reasons> reasons(std::string& why);

/// What to look at.
struct coverage_choice {
  std::optional<role> side;     ///< nothing: either; what binds a server is judged by the tests of servers
  std::string rfc;              ///< its number; empty: all
  bool only_uncovered = false;  ///< coverage_state::uncovered and no others
};

/// The requirements chosen, in the order of the table. `checks` may have checks of servers and scenarios for
/// clients: each counts for its side.
[[nodiscard]] std::vector<coverage_row> coverage_of(const suite& checks, const coverage_reasons& why_not,
                                                    const coverage_choice& choice);

/// By RFC, in the order of the rows, and for all behind them.
[[nodiscard]] std::vector<coverage_totals> count(const std::vector<coverage_row>& rows);

/// For a person: a requirement in two lines and a line a check, the totals behind them.
[[nodiscard]] std::string coverage_text(const std::vector<coverage_row>& rows);
/// The same as JSON (docs/requirements.md).
[[nodiscard]] std::string coverage_json(const std::vector<coverage_row>& rows);

/// "covered", "reason", "uncovered" or "unseen".
[[nodiscard]] std::string_view describe(coverage_state s) noexcept;

}  // namespace popquiz::conformance
