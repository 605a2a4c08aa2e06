#pragma once

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/driver.hpp>
#include <popquiz/conformance/result.hpp>
#include <popquiz/conformance/runner.hpp>

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace popquiz::conformance {

/// Whom a client works for.
struct system_user {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
};
/// Nothing and `why` set when there is none of that name.
[[nodiscard]] std::optional<system_user> find_system_user(const std::string& name, std::string& why);

/// The client under test, and how it is run.
struct client_settings {
  driver client;  ///< what starts it
  /// It has no driver: only the words and the environment of popquiz are there, {out} is where it delivers,
  /// and whatever else its command has in braces stays.
  bool is_bare_command = false;
  std::optional<system_user> as;  ///< whom it works for, when not for us; needs that we are root
  std::chrono::milliseconds time_limit{20'000};  ///< a run; `slow:` and 2 s a MiB of mail on top
  bool limits_memory = true;                     ///< false: for programs with a sanitizer
  /// Not empty: here a folder for each scenario stays, with what was said, printed and delivered, and the
  /// commands that repeat it.
  std::filesystem::path keep;
  std::filesystem::path programs;  ///< {programs}; empty: the folder of the program that runs
  std::size_t jobs = 1;            ///< so many scenarios at a time
};

/// The first line of what the client's version command prints. Nothing when it has none, is not there, or
/// fails.
[[nodiscard]] std::optional<std::string> version_of(const client_settings& client);

/// Plays each scenario against the client, which is started anew each time, and judges (docs/scenarios.md).
/// What a client leaves behind is killed and removed. `reached` is false when its first start shows that
/// there is nothing to start.
[[nodiscard]] run_outcome run_scenarios(const suite& scenarios, const client_settings& client,
                                        const run_settings& settings);

}  // namespace popquiz::conformance
