#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <atomic>
#include <functional>
#include <string>

namespace popquiz::conformance {

struct run_settings {
  bool allow_changes = false;  ///< run checks that change the maildrop
  bool allow_slow = false;     ///< run checks whose header says `slow:`
  script::player_settings player;
  expectations expected;
  std::string version;
  std::string started;
  /// Told before each check: its index, how many there are, its id. For progress.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress;
  /// Set from outside (SIGINT) to end after the check under way; the rest are skipped.
  const std::atomic<bool>* stop = nullptr;
};

struct run_outcome {
  run_result result;
  bool reached = false;  ///< false: the server could not be reached or is not POP3; `why` says so
  std::string why;
};

/// Takes the server's profile, then plays each check against it and judges. One check at a time: the
/// maildrop has one lock.
[[nodiscard]] run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings);

/// One check, against a subject that is prepared for it; the profile decides its `needs`.
[[nodiscard]] check_result run_check(const check& c, subject& server, const server_profile& profile,
                                     const run_settings& settings);

}  // namespace popquiz::conformance
