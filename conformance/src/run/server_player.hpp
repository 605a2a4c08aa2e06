#pragma once

#include <popquiz/conformance/subject.hpp>

#include "run/check_player.hpp"

#include <cstddef>
#include <string>

namespace popquiz::conformance {

/// Plays against one server, and gives it up when it is of no use.
class server_player final : public check_player {
 public:
  server_player(subject& server, const server_profile& profile, const run_settings& settings)
      : server_(&server), profile_(&profile), settings_(&settings) {}

  [[nodiscard]] check_result play(const check& c) override;
  [[nodiscard]] bool gave_up() const override;

 private:
  subject* server_;
  const server_profile* profile_;
  const run_settings* settings_;
  std::size_t useless_checks_ = 0;
  std::string why_;
};

}  // namespace popquiz::conformance
