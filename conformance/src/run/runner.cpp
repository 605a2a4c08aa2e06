#include <popquiz/conformance/runner.hpp>

#include "run/server_rounds.hpp"
#include "server/probe.hpp"

#include <chrono>

namespace popquiz::conformance {
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
  server_rounds rounds(checks, servers, result.profile, settings);
  play_rounds(checks, rounds, settings, result);
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(first.now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
