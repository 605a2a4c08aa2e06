#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace popquiz::conformance {

struct run_settings {
  bool allow_changes = false;  ///< run checks that change the maildrop
  bool allow_slow = false;     ///< run checks whose header says `slow:`
  script::player_settings player;
  expectations expected;
  std::string version;
  std::string started;
  /// Told before each check: its index, how many there are (in all rounds), its id. For progress; one call
  /// at a time.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress;
  /// Set from outside (SIGINT) to end after the check under way; the rest are skipped.
  const std::atomic<bool>* stop = nullptr;
  bool fail_fast = false;             ///< skip the rest behind the first failure that is not known
  std::size_t rounds = 1;             ///< play all checks so often
  std::optional<std::uint64_t> seed;  ///< play them in an order that is random, anew in each round
};

struct run_outcome {
  run_result result;
  bool reached = false;  ///< false: the server could not be reached or is not POP3; `why` says so
  std::string why;
};

/// Takes the server's profile, then plays each check against it and judges. One check at a time: the
/// maildrop has one lock.
[[nodiscard]] run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings);
/// The same with several servers, one at least, that are alike and have mail of their own each: so many
/// checks at a time, each server on a thread of its own. The profile is that of the first. Results stand in
/// the suite's order.
[[nodiscard]] run_outcome run_suite(const suite& checks, std::span<subject* const> servers,
                                    const run_settings& settings);

/// One check, against a subject that is prepared for it; the profile decides its `needs`.
[[nodiscard]] check_result run_check(const check& c, subject& server, const server_profile& profile,
                                     const run_settings& settings);

}  // namespace popquiz::conformance
