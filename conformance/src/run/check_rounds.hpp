#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include "run/round_state.hpp"

#include <cstddef>
#include <vector>

namespace popquiz::conformance {

/// Plays a suite once, in any way it likes.
class round_player {
 public:
  virtual ~round_player() = default;

  /// Each check once. Both `order` and the results have the indices of the suite.
  [[nodiscard]] virtual std::vector<check_result> play(const std::vector<std::size_t>& order,
                                                       round_state& state) = 0;
  /// Whether a subject can't be used any more: another round would find the same.
  [[nodiscard]] virtual bool gave_up() const = 0;

 protected:
  round_player() = default;
  round_player(const round_player&) = default;
  round_player& operator=(const round_player&) = default;
};

/// Plays all checks in as many rounds and in the order that the settings ask for. Sets `checks` and `rounds`
/// of the result; the checks stand in the order of the first round.
void play_rounds(const suite& checks, round_player& rounds, const run_settings& settings, run_result& result);

}  // namespace popquiz::conformance
