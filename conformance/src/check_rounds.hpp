#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include <span>

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

/// Plays all checks in as many rounds and in the order that the settings ask for, with a thread for each
/// player (of which there is one at least). Sets `checks` and `rounds` of the result; the checks stand in the
/// order of the first round.
void play_rounds(const suite& checks, std::span<check_player* const> players, const run_settings& settings,
                 run_result& result);

}  // namespace popquiz::conformance
