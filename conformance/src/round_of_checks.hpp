#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/conformance/subject.hpp>

#include "round_state.hpp"

#include <atomic>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// One round: each check once, by one thread a server; those that take minutes by threads of their own.
class round_of_checks {
 public:
  /// `begun` checks were begun in earlier rounds.
  round_of_checks(const suite& checks, const server_profile& profile, const run_settings& settings,
                  std::size_t begun)
      : checks_(checks),
        profile_(profile),
        settings_(settings),
        state_(settings, begun, checks.checks.size() * settings.rounds) {}

  /// Results by the check's index in the suite. Those that change mail come last.
  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               std::span<subject* const> servers);

  /// The failure that fail_fast ended the round for; empty: none.
  [[nodiscard]] std::string ended_by() { return state_.ended_by(); }
  /// Whether a server could not be used any more: another round would find the same.
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

 private:
  void play_each(const std::vector<std::size_t>& which, std::span<subject* const> servers,
                 std::vector<check_result>& results);
  void work(const std::vector<std::size_t>& which, std::atomic<std::size_t>& next, subject& server,
            std::vector<check_result>& results);

  const suite& checks_;
  const server_profile& profile_;
  const run_settings& settings_;
  round_state state_;
  std::atomic<bool> gave_up_ = false;
};

}  // namespace popquiz::conformance
