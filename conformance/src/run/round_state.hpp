#pragma once

#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// What the threads of a round share: whether it goes on, and how far it is.
class round_state {
 public:
  /// `begun` checks of `count` were begun in earlier rounds.
  round_state(const run_settings& settings, std::size_t begun, std::size_t count)
      : settings_(settings), begun_(begun), count_(count) {}

  /// Why no check is to begin any more, and none is to go on for minutes; empty: on with it.
  [[nodiscard]] std::string over();
  /// The failure that fail_fast ended the round for; empty: none.
  [[nodiscard]] std::string ended_by();
  /// A check is done.
  void note(const check_result& done);

  /// Tells settings.progress that a check begins.
  void tell(const std::string& id);
  /// Tells it again, since time goes by.
  void tell_again();

  /// Slow checks that are to come, how many and how long they will take.
  void plan(std::size_t checks, std::chrono::milliseconds time);
  /// A thread of slow checks, and what it has yet to do.
  [[nodiscard]] std::size_t add_lane(std::size_t checks, std::chrono::milliseconds time);
  void set_lane(std::size_t lane, std::size_t checks, std::chrono::milliseconds time);

 private:
  using clock = std::chrono::steady_clock;
  struct lane {
    std::size_t checks = 0;
    clock::time_point until;
  };

  void tell_locked();

  const run_settings& settings_;
  std::mutex mutex_;
  std::string ended_by_;
  std::size_t begun_;
  std::size_t count_;
  std::string last_;  ///< the check that began last
  std::size_t planned_ = 0;
  std::chrono::milliseconds planned_time_{};
  std::vector<lane> lanes_;
};

}  // namespace popquiz::conformance
