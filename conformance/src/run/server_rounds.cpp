#include "run/server_rounds.hpp"

#include "run/slow_checks.hpp"

#include <algorithm>

namespace popquiz::conformance {
namespace {

/// The parts of a round, in the order in which they are played; each has indices of the suite.
struct parts_of_round {
  std::vector<std::size_t> quick;
  std::vector<std::size_t> slow_before_login;
  std::vector<std::size_t> slow;
  std::vector<std::size_t> changing;
};

parts_of_round split(const suite& checks, const std::vector<std::size_t>& order,
                     const run_settings& settings) {
  parts_of_round parts;
  for (const std::size_t i : order) {
    const script::script& s = checks.checks[i].dialogue;
    const bool is_slow = s.slow.count() != 0 && settings.allow_slow;
    if (s.changes != script::changes_kind::nothing) {
      parts.changing.push_back(i);
    } else if (is_slow) {
      (script::needs_login(s) ? parts.slow : parts.slow_before_login).push_back(i);
    } else {
      parts.quick.push_back(i);
    }
  }
  return parts;
}

}  // namespace

server_rounds::server_rounds(const suite& checks, std::span<subject* const> servers,
                             const server_profile& profile, const run_settings& settings)
    : checks_(checks), first_(*servers.front()), profile_(profile), settings_(settings) {
  made_.reserve(servers.size());
  for (subject* const server : servers) {
    players_.push_back(&made_.emplace_back(*server, profile, settings));
  }
}

bool server_rounds::gave_up() const {
  return std::ranges::any_of(made_, &server_player::gave_up);
}

std::vector<check_result> server_rounds::play(const std::vector<std::size_t>& order, round_state& state) {
  std::vector<check_result> results(order.size());
  const parts_of_round parts = split(checks_, order, settings_);
  if (parts.slow.empty() && parts.slow_before_login.empty()) {
    play_each(checks_, order, players_, settings_, state, results);
    return results;
  }
  slow_checks slow(checks_, profile_, settings_, state, results);
  slow.begin(parts.slow_before_login, parts.slow, first_);
  play_each(checks_, parts.quick, players_, settings_, state, results);
  slow.play_others(first_);
  play_each(checks_, parts.changing, players_, settings_, state, results);
  return results;
}

}  // namespace popquiz::conformance
