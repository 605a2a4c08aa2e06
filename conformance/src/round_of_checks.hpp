#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/conformance/subject.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// One round: each check once, by one thread a server.
class round_of_checks {
 public:
  /// `begun` checks were begun in earlier rounds.
  round_of_checks(const suite& checks, const server_profile& profile, const run_settings& settings,
                  std::size_t begun)
      : checks_(checks), profile_(profile), settings_(settings), begun_(begun) {}

  /// Results by the check's index in the suite.
  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               std::span<subject* const> servers);

  /// The failure that fail_fast ended the round for; empty: none.
  [[nodiscard]] std::string ended_by();
  /// Whether a server could not be used any more: another round would find the same.
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

 private:
  void work(const std::vector<std::size_t>& order, subject& server, std::vector<check_result>& results);
  void tell(const std::string& id);

  const suite& checks_;
  const server_profile& profile_;
  const run_settings& settings_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t begun_;
  std::string ended_by_;
  std::atomic<bool> gave_up_ = false;
};

}  // namespace popquiz::conformance
