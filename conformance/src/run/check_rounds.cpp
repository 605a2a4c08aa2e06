#include "run/check_rounds.hpp"

#include "run/check_order.hpp"
#include "run/rounds.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace popquiz::conformance {

void play_rounds(const suite& checks, round_player& rounds, const run_settings& settings,
                 run_result& result) {
  check_order random(settings.seed.value_or(0));
  const std::size_t count = checks.checks.size();
  std::vector<std::size_t> in_order(count);
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::vector<std::size_t> shown = in_order;  // the order of the report: that of the first round
  std::vector<check_result> results;
  bool ended = false;
  for (result.rounds = 0; result.rounds < std::max<std::size_t>(settings.rounds, 1) && !ended;
       ++result.rounds) {
    if (result.rounds != 0 && settings.restock && !settings.restock()) {
      break;
    }
    const std::vector<std::size_t> order = settings.seed ? random.next(checks.checks) : in_order;
    round_state state(settings, result.rounds * count, count * settings.rounds);
    std::vector<check_result> again = rounds.play(order, state);
    if (result.rounds == 0) {
      results = std::move(again);
      shown = order;
    } else {
      for (std::size_t i = 0; i < results.size(); ++i) {
        add_round(results[i], std::move(again[i]));
      }
    }
    ended = !state.over().empty() || rounds.gave_up();
  }
  for (const std::size_t i : shown) {
    result.checks.push_back(std::move(results[i]));
  }
}

}  // namespace popquiz::conformance
