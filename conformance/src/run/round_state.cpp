#include "run/round_state.hpp"

#include <algorithm>

namespace popquiz::conformance {

std::string round_state::over() {
  if (settings_.stop != nullptr && *settings_.stop) {
    return "interrupted";
  }
  const std::string failed = ended_by();
  return failed.empty() ? failed : failed + " has failed (--fail-fast)";
}

std::string round_state::ended_by() {
  const std::lock_guard lock(mutex_);
  return ended_by_;
}

void round_state::note(const check_result& done) {
  if (settings_.fail_fast && is_unexpected_failure(done)) {
    const std::lock_guard lock(mutex_);
    ended_by_ = done.id;
  }
}

void round_state::tell(const std::string& id) {
  const std::lock_guard lock(mutex_);
  ++begun_;
  last_ = id;
  tell_locked();
}

void round_state::tell_again() {
  const std::lock_guard lock(mutex_);
  tell_locked();
}

void round_state::tell_locked() {
  if (!settings_.progress) {
    return;
  }
  run_progress far{begun_, count_, last_, planned_, planned_time_};
  for (const lane& each : lanes_) {
    far.slow += each.checks;
    if (each.checks != 0) {
      far.slow_left = std::max(far.slow_left, std::chrono::ceil<std::chrono::milliseconds>(std::max(
                                                  each.until - clock::now(), clock::duration::zero())));
    }
  }
  settings_.progress(far);
}

void round_state::plan(std::size_t checks, std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  planned_ = checks;
  planned_time_ = time;
}

std::size_t round_state::add_lane(std::size_t checks, std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  lanes_.push_back({checks, clock::now() + time});
  return lanes_.size() - 1;
}

void round_state::set_lane(std::size_t at, std::size_t checks, std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  lanes_[at] = {checks, clock::now() + time};
}

}  // namespace popquiz::conformance
