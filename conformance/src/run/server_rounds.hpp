#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>
#include <popquiz/conformance/subject.hpp>

#include "run/check_rounds.hpp"
#include "run/server_player.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace popquiz::conformance {

/// Plays checks of servers: by one thread a server, those that take minutes by threads of their own.
class server_rounds final : public round_player {
 public:
  server_rounds(const suite& checks, std::span<subject* const> servers, const server_profile& profile,
                const run_settings& settings);

  /// Where slow checks run, those that change mail come last.
  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               round_state& state) override;
  [[nodiscard]] bool gave_up() const override;

 private:
  const suite& checks_;
  subject& first_;
  const server_profile& profile_;
  const run_settings& settings_;
  std::vector<server_player> made_;
  std::vector<check_player*> players_;
};

}  // namespace popquiz::conformance
