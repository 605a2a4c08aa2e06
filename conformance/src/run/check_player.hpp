#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include "run/round_state.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace popquiz::conformance {

/// Plays checks, one at a time, against one subject.
class check_player {
 public:
  virtual ~check_player() = default;

  /// The result of a check that nothing in the settings holds back.
  [[nodiscard]] virtual check_result play(const check& c) = 0;
  /// Whether its subject can't be used any more: another round would find the same.
  [[nodiscard]] virtual bool gave_up() const { return false; }

 protected:
  check_player() = default;
  check_player(const check_player&) = default;
  check_player& operator=(const check_player&) = default;
};

/// Plays `which`, indices of the suite, once each with a thread for each player (of which there is one at
/// least), and sets their results, which have the suite's indices, too.
void play_each(const suite& checks, const std::vector<std::size_t>& which,
               std::span<check_player* const> players, const run_settings& settings, round_state& state,
               std::vector<check_result>& results);

}  // namespace popquiz::conformance
