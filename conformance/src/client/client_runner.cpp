#include <popquiz/conformance/client_runner.hpp>

#include "client/client_start.hpp"
#include "client/client_trial.hpp"
#include "run/check_player.hpp"
#include "run/check_rounds.hpp"

#include <popquiz/mockserver/made_certificates.hpp>

#include <pwd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

namespace popquiz::conformance {
namespace {

using clock = std::chrono::steady_clock;

/// Nothing that one trial leaves is there for the next, so all of them are alike.
class trial_player final : public check_player {
 public:
  trial_player(const client_settings& client, const std::string& spare_ca, const run_settings& settings)
      : client_(&client), spare_ca_(&spare_ca), settings_(&settings) {}

  [[nodiscard]] check_result play(const check& c) override {
    return run_trial(c, *client_, *spare_ca_, *settings_);
  }

 private:
  const client_settings* client_;
  const std::string* spare_ca_;
  const run_settings* settings_;
};

/// As many trials at a time as the settings of the client have jobs.
class trial_rounds final : public round_player {
 public:
  trial_rounds(const suite& scenarios, const client_settings& client, const std::string& spare_ca,
               const run_settings& settings)
      : scenarios_(scenarios),
        settings_(settings),
        made_(std::clamp<std::size_t>(client.jobs, 1, scenarios.checks.size()),
              trial_player(client, spare_ca, settings)) {
    for (trial_player& each : made_) {
      players_.push_back(&each);
    }
  }

  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               round_state& state) override {
    std::vector<check_result> results(order.size());
    play_each(scenarios_, order, players_, settings_, state, results);
    return results;
  }
  [[nodiscard]] bool gave_up() const override { return false; }

 private:
  const suite& scenarios_;
  const run_settings& settings_;
  std::vector<trial_player> made_;
  std::vector<check_player*> players_;
};

}  // namespace

std::optional<system_user> find_system_user(const std::string& name, std::string& why) {
  std::array<char, 16'384> block{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, block.data(), block.size(), &found) != 0 || found == nullptr) {
    why = "there is no user called \"" + name + "\"";
    return std::nullopt;
  }
  return system_user{name, entry.pw_uid, entry.pw_gid};
}

run_outcome run_scenarios(const suite& scenarios, const client_settings& client,
                          const run_settings& settings) {
  run_outcome outcome;
  run_result& result = outcome.result;
  result.version = settings.version;
  result.started = settings.started;
  result.seed = settings.seed;
  result.client = client_profile{client.client.title.empty() ? client.client.name : client.client.title,
                                 {},
                                 command_text(client.client)};
  if (scenarios.checks.empty()) {
    outcome.reached = true;
    return outcome;
  }
  mockserver::listener_settings made;
  const auto authority = mockserver::make_certificates(made, outcome.why);
  if (!authority || !can_be_started(client, outcome.why)) {
    return outcome;
  }
  outcome.reached = true;
  const auto begin = clock::now();
  result.client->version = version_of(client).value_or("");
  trial_rounds rounds(scenarios, client, *authority, settings);
  play_rounds(scenarios, rounds, settings, result);
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
