#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace popquiz::fuzz_wire {

/// What libFuzzer's engine drives: a peer behind a wire. Inputs are texts of scripts.
class fuzz_target {
 public:
  virtual ~fuzz_target() = default;
  /// Plays an input, and counts what the peer did (count_behaviour()). False: it is no input.
  virtual bool execute(std::string_view input) = 0;
  /// The input changed, `limit` octets at most.
  [[nodiscard]] virtual std::string mutate(std::string_view input, std::size_t limit, unsigned seed) = 0;
  [[nodiscard]] virtual std::string cross(std::string_view front, std::string_view back, std::size_t limit,
                                          unsigned seed) = 0;

 protected:
  fuzz_target() = default;
  fuzz_target(const fuzz_target&) = default;
  fuzz_target& operator=(const fuzz_target&) = default;
};

/// Octets of an input at most.
inline constexpr std::size_t input_limit = 16UL * 1024;

struct engine_settings {
  std::filesystem::path corpus;  ///< what is new goes there
  std::filesystem::path seeds;   ///< only read
  std::filesystem::path log;     ///< what the engine says
  std::uint64_t seed = 0;        ///< 0: a random one
};

/// Runs libFuzzer's engine in this process, which ends with it: this does not come back. Nothing of the
/// peer's code need be instrumented: its behaviour counts.
[[noreturn]] void run_engine(fuzz_target& target, const engine_settings& settings);

/// Counts a behaviour of the peer in the execution under way, by a hash of what it was: an input that shows
/// one that is new, or more often than before, is kept.
void count_behaviour(std::uint64_t hash) noexcept;
/// An edge of an instrumented peer, and how often it was taken.
void count_edge(std::size_t number, std::uint8_t times) noexcept;
/// Counters of edges that there are; more are folded.
inline constexpr std::size_t edge_counters = 65'536;

}  // namespace popquiz::fuzz_wire
