#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/expectation.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace popquiz::conformance {

/// How far a run is.
struct run_progress {
  std::size_t begun = 0;  ///< checks, of `count` in all rounds
  std::size_t count = 0;
  std::string id;                         ///< of the check that began last
  std::size_t slow = 0;                   ///< slow checks that are not done
  std::chrono::milliseconds slow_left{};  ///< how long those will take yet, as their headers have it
};

struct run_settings {
  bool allow_changes = false;  ///< run checks that change the maildrop
  bool allow_slow = false;     ///< run checks whose header says `slow:`
  script::player_settings player;
  expectations expected;
  std::string version;
  std::string started;
  /// Told as each check begins, and each second while only slow ones are left; one call at a time.
  std::function<void(const run_progress&)> progress;
  /// Set from outside (SIGINT) to end after the check under way, and at once in a slow one; the rest are
  /// skipped.
  const std::atomic<bool>* stop = nullptr;
  bool fail_fast = false;  ///< skip the rest behind the first failure that is not known
  std::size_t rounds = 1;  ///< play all checks so often
  /// Called before each round but the first: puts back what mail the round before has used up. False ends the
  /// run in front of that round. Optional.
  std::function<bool()> restock;
  std::optional<std::uint64_t> seed;  ///< play them in an order that is random, anew in each round
};

struct run_outcome {
  run_result result;
  bool reached = false;  ///< false: the server could not be reached or is not POP3; `why` says so
  std::string why;
};

/// Takes the server's profile, then plays each check against it and judges. One check at a time: the
/// maildrop has one lock. Slow checks have connections and threads of their own: those that do not log in run
/// beside the others, those that do behind them (and before what changes mail), at one time where the server
/// lets the user in twice.
[[nodiscard]] run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings);
/// The same with several servers, one at least, that are alike and have mail of their own each: so many
/// checks at a time, each server on a thread of its own. The profile is that of the first. Results stand in
/// the suite's order.
[[nodiscard]] run_outcome run_suite(const suite& checks, std::span<subject* const> servers,
                                    const run_settings& settings);

/// One check, against a subject that is prepared for it; the profile decides its `needs`. `cancelled`: as
/// play() has it.
[[nodiscard]] check_result run_check(const check& c, subject& server, const server_profile& profile,
                                     const run_settings& settings,
                                     const std::function<bool()>& cancelled = {});

}  // namespace popquiz::conformance
