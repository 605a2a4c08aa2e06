#include "check_rounds.hpp"

#include "check_order.hpp"
#include "described_check.hpp"
#include "rounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

namespace popquiz::conformance {
namespace {

/// Why the settings keep a check from running; empty: they do not.
std::string held_back(const check& c, const run_settings& settings) {
  if (c.dialogue.changes != script::changes_kind::nothing && !settings.allow_changes) {
    return "changes the mailbox (--allow-changes runs it)";
  }
  if (c.dialogue.slow.count() != 0 && !settings.allow_slow) {
    return fmt::format("takes {} s by design (--slow runs it)", c.dialogue.slow.count() / 1000);
  }
  return {};
}

/// One round: each check once, by one thread a player.
class round_of_checks {
 public:
  round_of_checks(const suite& checks, const run_settings& settings, std::size_t begun)
      : checks_(checks), settings_(settings), begun_(begun) {}

  /// Results by the check's index in the suite. `begun` checks were begun in earlier rounds.
  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               std::span<check_player* const> players) {
    std::vector<check_result> results(order.size());
    if (players.size() == 1) {
      work(order, *players.front(), results);
      return results;
    }
    std::vector<std::jthread> threads;
    threads.reserve(players.size());
    for (check_player* const player : players) {
      threads.emplace_back([&, player] { work(order, *player, results); });
    }
    threads.clear();  // joins them
    return results;
  }

  /// The failure that fail_fast ended the round for; empty: none.
  [[nodiscard]] std::string ended_by() {
    const std::lock_guard lock(mutex_);
    return ended_by_;
  }

 private:
  void work(const std::vector<std::size_t>& order, check_player& player, std::vector<check_result>& results) {
    for (std::size_t i = next_++; i < order.size(); i = next_++) {
      const check& c = checks_.checks[order[i]];
      check_result& result = results[order[i]];
      std::string reason = held_back(c, settings_);
      if (settings_.stop != nullptr && *settings_.stop) {
        reason = "interrupted";
      } else if (const std::string failed = ended_by(); !failed.empty()) {
        reason = failed + " has failed (--fail-fast)";
      }
      if (!reason.empty()) {
        result = skipped(c, settings_, std::move(reason));
        continue;
      }
      if (!player.gave_up()) {
        tell(c.dialogue.id);
      }
      result = player.play(c);
      if (settings_.fail_fast && is_unexpected_failure(result)) {
        const std::lock_guard lock(mutex_);
        ended_by_ = result.id;
      }
    }
  }

  void tell(const std::string& id) {
    if (settings_.progress) {
      const std::lock_guard lock(mutex_);
      settings_.progress(begun_++, checks_.checks.size() * settings_.rounds, id);
    }
  }

  const suite& checks_;
  const run_settings& settings_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t begun_;
  std::string ended_by_;
};

}  // namespace

void play_rounds(const suite& checks, std::span<check_player* const> players, const run_settings& settings,
                 run_result& result) {
  check_order random(settings.seed.value_or(0));
  std::vector<std::size_t> in_order(checks.checks.size());
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::vector<std::size_t> shown = in_order;  // the order of the report: that of the first round
  std::vector<check_result> results;
  bool ended = false;
  for (result.rounds = 0; result.rounds < std::max<std::size_t>(settings.rounds, 1) && !ended;
       ++result.rounds) {
    const std::vector<std::size_t> order = settings.seed ? random.next(checks.checks) : in_order;
    round_of_checks round(checks, settings, result.rounds * checks.checks.size());
    std::vector<check_result> again = round.play(order, players);
    if (result.rounds == 0) {
      results = std::move(again);
      shown = order;
    } else {
      for (std::size_t i = 0; i < results.size(); ++i) {
        add_round(results[i], std::move(again[i]));
      }
    }
    ended = !round.ended_by().empty() || std::ranges::any_of(players, &check_player::gave_up) ||
            (settings.stop != nullptr && *settings.stop);
  }
  for (const std::size_t i : shown) {
    result.checks.push_back(std::move(results[i]));
  }
}

}  // namespace popquiz::conformance
