#pragma once

#include <popquiz/script/pattern.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {

/// What one fact about a client says of it.
enum class judgement : std::uint8_t {
  correct,
  tolerant,       ///< not what the RFC asks for, but nothing is lost
  wrong,          ///< comes before all others
  informational,  ///< worth telling, no verdict
};

/// Things that can be observed of a client, from outside.
enum class fact_kind : std::uint8_t {
  delivered,  ///< `delivered 1 2 exactly`, `delivered all exactly`: these and no others, octet for octet
  delivered_nothing,  ///< `delivered nothing`
  delivered_without,  ///< `delivered without 1`: all but these, octet for octet
  truncated,          ///< `delivered 1 truncated`: it delivered a beginning of it
  altered,            ///< `delivered 1 altered`: it delivered something else in its place
  twice,              ///< `delivered 1 twice`: more than once
  deleted,            ///< `deleted 1 2`, `deleted all`: these and no others
  deleted_nothing,    ///< `deleted nothing`
  success,            ///< `reported success`: exit status 0
  error,              ///< `reported error`: another one
  gave_up_early,      ///< `aborted before authentication`: it said no name and no secret
  out_of_step,        ///< `replies out of step`: it took a reply for another command's
  secret_in_clear,    ///< `secret in clear`: it said the password where anybody can read it
  file_exists,        ///< `file "PATH" exists`
  ended_within,       ///< `ended within 30s`
  memory_below,       ///< `memory < 64 MiB`: the most that was resident
  memory_above,       ///< `memory > 64 MiB`
  disk_below,         ///< `disk < 64 MiB`: what it wrote and left
  disk_above,         ///< `disk > 64 MiB`
  commands_above,     ///< `commands > 100`: it said more commands than that
  connections_above,  ///< `connections > 3`: it connected more often than that
  crashed,            ///< `crashed`: a signal that is a fault's ended it, or a sanitizer spoke
  hung,               ///< `hung`: its time was over, and it had to be ended
  never_connected,    ///< `never connected`
  invalid_command,    ///< `said an invalid command`: a line that the command grammar refuses
  said,               ///< `said "PATTERN"`: a command, all of it, in any session
  never_said,         ///< `never said "PATTERN"`
  line_delivered,     ///< `delivered a line "PATTERN"`: all of a line of any message
  no_line_delivered,  ///< `delivered no line "PATTERN"`
};

struct fact {
  fact_kind kind = fact_kind::success;
  bool all = false;                    ///< every message of the maildrop
  std::vector<std::uint64_t> numbers;  ///< message-numbers, when not all
  pattern text;                        ///< of file_exists: its path; of what was said or delivered: all of it
  std::chrono::milliseconds time{};
  std::uint64_t amount = 0;  ///< octets, or commands
  friend bool operator==(const fact&, const fact&) = default;
};

/// As a rule has it: "delivered 1 2 exactly".
[[nodiscard]] std::string describe(const fact& what);
/// "correct", "tolerant", "wrong" or "informational".
[[nodiscard]] std::string_view describe(judgement what) noexcept;

}  // namespace popquiz::script
