#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/conformance/subject.hpp>

#include "run/round_state.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace popquiz::conformance {

/// Plays the checks that take minutes, at one time as far as the server's lock allows it: each on connections
/// of its own (subject::another()) and on a thread of its own. One that does not log in needs no lock.
class slow_checks {
 public:
  /// `results` by the check's index in the suite; each is written by one thread.
  slow_checks(const suite& checks, const server_profile& profile, const run_settings& settings,
              round_state& state, std::vector<check_result>& results)
      : checks_(checks), profile_(profile), settings_(settings), state_(state), results_(results) {}
  ~slow_checks() = default;  // waits for them
  slow_checks(const slow_checks&) = delete;
  slow_checks& operator=(const slow_checks&) = delete;

  /// Begins with those that do not log in, beside whatever else is played, and plans the `others`: whether
  /// they can be played at one time is found out now, while nobody holds the lock. Indices of the suite.
  void begin(const std::vector<std::size_t>& before_login, const std::vector<std::size_t>& others,
             subject& like);
  /// Plays the others, to their end. `like` is used by nobody else meanwhile.
  void play_others(subject& like);
  /// Waits for all that were begun.
  void wait();

 private:
  [[nodiscard]] std::chrono::milliseconds time_of(const std::vector<std::size_t>& which,
                                                  std::size_t from) const;
  /// A thread that plays these, one behind the other.
  void begin_lane(std::vector<std::size_t> which, subject& like);
  void run_lane(const std::vector<std::size_t>& which, subject& server, std::size_t lane);
  [[nodiscard]] check_result play(const check& c, subject& server);

  const suite& checks_;
  const server_profile& profile_;
  const run_settings& settings_;
  round_state& state_;
  std::vector<check_result>& results_;
  std::vector<std::size_t> others_;
  bool at_one_time_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::vector<std::jthread> threads_;  // last: they use all of it
};

}  // namespace popquiz::conformance
