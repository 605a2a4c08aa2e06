#pragma once

#include "random.hpp"

#include <popquiz/script/script.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz_wire {

/// A server that a client meets: the `on` blocks of a script, and what the client has to do.
struct scenario {
  script::job_kind job = script::job_kind::keep;
  std::uint64_t segment_octets = 0;
  script::block blocks;  ///< on_step each
};

/// Blocks of a scenario at most, and steps of a block.
inline constexpr std::size_t blocks_limit = 12;
inline constexpr std::size_t steps_limit = 24;

/// What a script of `subject: client` says of the server; what no honest judgement could be passed on (mail
/// that the server itself takes away, silence without end, waits) is left out or brought to an end. Nothing
/// when it is none, or asks for more than the fuzzer has (TLS, several runs).
[[nodiscard]] std::optional<scenario> scenario_of(const script::script& from);
[[nodiscard]] std::optional<scenario> read_scenario(std::string_view text);

/// As a script with a judgement: wrong is what is wrong in every scenario (docs/scenarios.md), but for what a
/// client can't know because the server lies about a message itself.
[[nodiscard]] script::script script_of(const scenario& what, std::string_view id, std::string_view title);
/// As an input: without judgement.
[[nodiscard]] std::string print_scenario(const scenario& what);

/// Every reply that a block begins has an end, or the connection has one, and comes soon; so a client that
/// waits is the one to blame.
void settle(scenario& what);

/// Changes one thing or a few; `pool` has blocks that may come in.
void mutate(scenario& what, const script::block& pool, random_source& random);
[[nodiscard]] scenario spliced(const scenario& front, const scenario& back, random_source& random);

}  // namespace popquiz::fuzz_wire
