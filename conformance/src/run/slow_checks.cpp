#include "run/slow_checks.hpp"

#include "run/conversation.hpp"
#include "suite/described_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace popquiz::conformance {
namespace {

/// How often it is told that time goes by.
constexpr auto tick = std::chrono::seconds(1);

/// Whether the server lets the same user in twice at a time.
bool lets_two_in(subject& one, const script::player_settings& who) {
  std::string why;
  const auto other = one.another(why);
  if (other == nullptr) {
    return false;
  }
  conversation first(one, who);
  conversation second(*other, who);
  const bool both = first.open() && first.log_in() && second.open() && second.log_in();
  second.quit();
  first.quit();
  return both;
}

}  // namespace

std::chrono::milliseconds slow_checks::time_of(const std::vector<std::size_t>& which,
                                               std::size_t from) const {
  return std::accumulate(
      which.begin() + static_cast<std::ptrdiff_t>(from), which.end(), std::chrono::milliseconds(0),
      [&](std::chrono::milliseconds sum, std::size_t i) { return sum + checks_.checks[i].dialogue.slow; });
}

void slow_checks::begin(const std::vector<std::size_t>& before_login, const std::vector<std::size_t>& others,
                        subject& like) {
  others_ = others;
  at_one_time_ = others.size() > 1 && lets_two_in(like, settings_.player);
  std::chrono::milliseconds longest{};
  for (const std::size_t i : others) {
    longest = std::max(longest, checks_.checks[i].dialogue.slow);
  }
  state_.plan(others.size(), at_one_time_ ? longest : time_of(others, 0));
  for (const std::size_t i : before_login) {
    begin_lane({i}, like);
  }
}

void slow_checks::play_others(subject& like) {
  state_.plan(0, {});
  if (at_one_time_) {
    for (const std::size_t i : others_) {
      begin_lane({i}, like);
    }
  } else if (!others_.empty()) {
    begin_lane(others_, like);
  }
  wait();
}

void slow_checks::begin_lane(std::vector<std::size_t> which, subject& like) {
  std::string why;
  // What is known of the mail is as of now.
  auto server = like.prepare(checks_.checks[which.front()].dialogue, why) ? like.another(why) : nullptr;
  if (server == nullptr) {
    for (const std::size_t i : which) {
      results_[i] = failed_to_run(checks_.checks[i], settings_, why);
    }
    return;
  }
  const std::size_t lane = state_.add_lane(which.size(), time_of(which, 0));
  const std::lock_guard lock(mutex_);
  ++running_;
  threads_.emplace_back([this, mine = std::move(which), own = std::move(server), lane] {
    run_lane(mine, *own, lane);
    const std::lock_guard done(mutex_);
    --running_;
    ended_.notify_all();
  });
}

void slow_checks::run_lane(const std::vector<std::size_t>& which, subject& server, std::size_t lane) {
  for (std::size_t i = 0; i < which.size(); ++i) {
    check_result& result = results_[which[i]];
    result = play(checks_.checks[which[i]], server);
    state_.note(result);
    state_.set_lane(lane, which.size() - i - 1, time_of(which, i + 1));
  }
}

check_result slow_checks::play(const check& c, subject& server) {
  if (std::string reason = state_.over(); !reason.empty()) {
    return skipped(c, settings_, std::move(reason));
  }
  state_.tell(c.dialogue.id);
  std::string why;
  if (!server.prepare(c.dialogue, why)) {
    return failed_to_run(c, settings_, std::move(why));
  }
  check_result played = run_check(c, server, profile_, settings_, [this] { return !state_.over().empty(); });
  if (std::string reason = state_.over(); !reason.empty() && played.outcome == verdict::error) {
    return skipped(c, settings_, std::move(reason));
  }
  return played;
}

void slow_checks::wait() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, tick, [this] { return running_ == 0; })) {
    lock.unlock();
    state_.tell_again();
    lock.lock();
  }
}

}  // namespace popquiz::conformance
