#include <popquiz/conformance/runner.hpp>

#include "check_order.hpp"
#include "probe.hpp"
#include "round_of_checks.hpp"
#include "rounds.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace popquiz::conformance {
namespace {

void play_rounds(const suite& checks, std::span<subject* const> servers, const run_settings& settings,
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
    round_of_checks round(checks, result.profile, settings, result.rounds * checks.checks.size());
    std::vector<check_result> again = round.play(order, servers);
    if (result.rounds == 0) {
      results = std::move(again);
      shown = order;
    } else {
      for (std::size_t i = 0; i < results.size(); ++i) {
        add_round(results[i], std::move(again[i]));
      }
    }
    ended = !round.ended_by().empty() || round.gave_up() || (settings.stop != nullptr && *settings.stop);
  }
  for (const std::size_t i : shown) {
    result.checks.push_back(std::move(results[i]));
  }
}

}  // namespace

run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings) {
  subject* const only = &server;
  return run_suite(checks, std::span(&only, 1), settings);
}

run_outcome run_suite(const suite& checks, std::span<subject* const> servers, const run_settings& settings) {
  run_outcome outcome;
  run_result& result = outcome.result;
  subject& first = *servers.front();
  result.version = settings.version;
  result.started = settings.started;
  result.seed = settings.seed;
  result.profile.name = first.name();

  outcome.reached = true;
  if (checks.checks.empty()) {
    return outcome;
  }
  const sansio::time_point begin = first.now();
  const auto profile = take_profile(first, settings.player, outcome.why);
  if (!profile) {
    outcome.reached = false;
    return outcome;
  }
  result.profile = *profile;
  play_rounds(checks, servers, settings, result);
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(first.now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
