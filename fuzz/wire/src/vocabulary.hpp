#pragma once

#include "plan.hpp"
#include "random.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// What a fuzzing client can say to a server that it has looked at.
struct vocabulary {
  std::uint64_t messages = 0;             ///< in the maildrop
  bool stls = false;                      ///< TLS can be begun
  bool apop = false;                      ///< the greeting has a timestamp
  std::vector<std::string> mechanisms{};  ///< of AUTH
};

/// A command of the command table, mostly one of its grammar, else with arguments or octets that are hostile.
[[nodiscard]] turn some_command(const vocabulary& words, random_source& random);
/// Whether it can only become a login that is refused, or an exchange that is.
[[nodiscard]] bool is_wrong_login(const turn& what);
/// An argument that a grammar refuses, or that is hard to count with.
[[nodiscard]] std::string hostile_argument(random_source& random);
/// Octets in place of others: NUL, lone line ends, a long run.
void spoil(std::string& octets, random_source& random);
/// Conversations to begin with: each command in each state.
[[nodiscard]] std::vector<plan> first_plans(const vocabulary& words);

}  // namespace popquiz::fuzz_wire
