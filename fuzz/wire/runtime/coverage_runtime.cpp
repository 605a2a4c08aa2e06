// The coverage runtime of `popquiz fuzz`, for programs built with -fsanitize-coverage=trace-pc-guard or
// inline-8bit-counters (clang), which link it in place of a sanitizer's runtime: libpopquiz_coverage.a. It
// counts edges in the file that POPQUIZ_COVERAGE names, which the fuzzer has made and reads; without that
// variable it counts where nobody looks. Its own code must not be instrumented. No library is needed.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::size_t counters = 65'536;
std::uint8_t unseen[counters];
std::uint8_t* seen = unseen;
std::uint32_t guards = 0;

struct region {
  const std::uint8_t* begin;
  const std::uint8_t* end;
  std::size_t first;
};
constexpr std::size_t most_regions = 64;
region regions[most_regions];
std::size_t region_count = 0;
std::size_t inline_counters = 0;

void map_counters() noexcept {
  static bool is_done = false;
  if (is_done) {
    return;
  }
  is_done = true;
  const char* const name = std::getenv("POPQUIZ_COVERAGE");
  const int file = name == nullptr ? -1 : ::open(name, O_RDWR | O_CLOEXEC);
  struct stat about{};
  if (file >= 0 && ::fstat(file, &about) == 0 && about.st_size >= static_cast<off_t>(counters)) {
    void* const memory = ::mmap(nullptr, counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) {
      seen = static_cast<std::uint8_t*>(memory);
    }
  }
  if (file >= 0) {
    ::close(file);
  }
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): what clang calls.
extern "C" {

void __sanitizer_cov_trace_pc_guard_init(std::uint32_t* begin, std::uint32_t* end) {
  map_counters();
  if (begin == end || *begin != 0) {
    return;
  }
  for (std::uint32_t* each = begin; each != end; ++each) {
    *each = ++guards;
  }
}

void __sanitizer_cov_trace_pc_guard(std::uint32_t* guard) {
  std::uint8_t& counter = seen[*guard % counters];
  counter = counter == 255 ? counter : static_cast<std::uint8_t>(counter + 1);
}

/// The program increments these itself, where they lie. They are copied when it ends, so they are of use for
/// clients; servers take trace-pc-guard.
void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin, std::uint8_t* end) {
  map_counters();
  if (begin == end || region_count == most_regions) {
    return;
  }
  regions[region_count++] = {begin, end, inline_counters};
  inline_counters += static_cast<std::size_t>(end - begin);
}

void __sanitizer_cov_pcs_init(const std::uintptr_t* /*begin*/, const std::uintptr_t* /*end*/) {}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

__attribute__((destructor)) static void copy_inline_counters() {
  for (std::size_t i = 0; i < region_count; ++i) {
    for (const std::uint8_t* each = regions[i].begin; each != regions[i].end; ++each) {
      if (*each != 0) {
        seen[(regions[i].first + static_cast<std::size_t>(each - regions[i].begin)) % counters] = *each;
      }
    }
  }
}

}  // extern "C"
