#include "engine.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

// libFuzzer's interface (compiler-rt): LLVMFuzzerRunDriver, and what it looks for by name.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" int LLVMFuzzerRunDriver(int* count, char*** words,
                                   int (*run)(const std::uint8_t* data, std::size_t size));
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                               unsigned seed);
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t limit, unsigned seed);
// NOLINTEND(readability-identifier-naming)

namespace popquiz::fuzz_wire {
namespace {

constexpr std::size_t behaviour_counters = 65'536;

fuzz_target* target_of_engine = nullptr;

}  // namespace

// The engine takes what stands in this section for counters of edges, and sets it to zero before each
// execution (FuzzerExtraCounters.cpp). It has to have external linkage, or it is optimised away.
extern std::array<std::uint8_t, behaviour_counters + edge_counters> peer_counters;
__attribute__((section("__libfuzzer_extra_counters"),
               used)) std::array<std::uint8_t, behaviour_counters + edge_counters>
    peer_counters{};

void count_behaviour(std::uint64_t hash) noexcept {
  std::uint8_t& counter = peer_counters[hash % behaviour_counters];
  counter = static_cast<std::uint8_t>(std::min(counter + 1, 255));
}

void count_edge(std::size_t number, std::uint8_t times) noexcept {
  peer_counters[behaviour_counters + number % edge_counters] = times;
}

namespace {

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

std::size_t put(const std::string& text, std::uint8_t* data, std::size_t limit) {
  const std::size_t octets = std::min(text.size(), limit);
  std::copy_n(text.begin(), octets, data);
  return octets;
}

int run_one(const std::uint8_t* data, std::size_t size) {
  constexpr int not_for_the_corpus = -1;
  return target_of_engine->execute(text_of(data, size)) ? 0 : not_for_the_corpus;
}

}  // namespace

void run_engine(fuzz_target& target, const engine_settings& settings) {
  target_of_engine = &target;
  const int log = ::open(settings.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (log >= 0) {
    ::dup2(log, STDERR_FILENO);
    ::dup2(log, STDOUT_FILENO);
  }
  // Time, memory and signals are the supervisor's and the target's: what happens to a peer is no crash here.
  std::vector<std::string> words{"popquiz-fuzz",
                                 "-rss_limit_mb=0",
                                 "-timeout=0",
                                 "-detect_leaks=0",
                                 "-handle_int=0",
                                 "-handle_term=0",
                                 "-handle_segv=0",
                                 "-handle_abrt=0",
                                 "-handle_xfsz=0",
                                 "-report_slow_units=1000000",
                                 fmt::format("-artifact_prefix={}/", settings.log.parent_path().string()),
                                 "-reload=1",
                                 "-len_control=0",
                                 "-reduce_inputs=1",
                                 fmt::format("-max_len={}", input_limit),
                                 fmt::format("-seed={}", settings.seed % 4'294'967'291U),
                                 settings.corpus.string(),
                                 settings.seeds.string()};
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size());
  char** list = pointers.data();
  const int status = LLVMFuzzerRunDriver(&count, &list, run_one);
  ::_exit(status);
}

}  // namespace popquiz::fuzz_wire

// Here, because the linker takes from an archive only what somebody asks for: the engine does so weakly.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                               unsigned seed) {
  using namespace popquiz::fuzz_wire;
  return put(target_of_engine->mutate(text_of(data, size), limit, seed), data, limit);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t limit, unsigned seed) {
  using namespace popquiz::fuzz_wire;
  return put(target_of_engine->cross(text_of(one, one_size), text_of(other, other_size), limit, seed), out,
             limit);
}
