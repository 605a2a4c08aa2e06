#include "run/check_player.hpp"

#include "suite/described_check.hpp"

#include <fmt/format.h>

#include <atomic>
#include <string>
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

}  // namespace

void play_each(const suite& checks, const std::vector<std::size_t>& which,
               std::span<check_player* const> players, const run_settings& settings, round_state& state,
               std::vector<check_result>& results) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&](check_player& player) {
    for (std::size_t i = next++; i < which.size(); i = next++) {
      const check& c = checks.checks[which[i]];
      check_result& result = results[which[i]];
      std::string reason = held_back(c, settings);
      if (std::string over = state.over(); !over.empty()) {
        reason = std::move(over);
      }
      if (!reason.empty()) {
        result = skipped(c, settings, std::move(reason));
        continue;
      }
      if (!player.gave_up()) {
        state.tell(c.dialogue.id);
      }
      result = player.play(c);
      state.note(result);
    }
  };
  if (players.size() == 1) {
    work(*players.front());
    return;
  }
  std::vector<std::jthread> threads;  // joined at the end
  threads.reserve(players.size());
  for (check_player* const player : players) {
    threads.emplace_back([&work, player] { work(*player); });
  }
}

}  // namespace popquiz::conformance
