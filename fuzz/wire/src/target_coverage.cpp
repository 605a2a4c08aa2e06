#include "target_coverage.hpp"

#include "engine.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace popquiz::fuzz_wire {

std::optional<target_coverage> target_coverage::make(std::string& why) {
  std::error_code error;
  const std::filesystem::path shared = "/dev/shm";
  const std::filesystem::path folder =
      ::access(shared.c_str(), W_OK) == 0 ? shared : std::filesystem::temp_directory_path(error);
  std::string name = (folder / "popquiz-coverage-XXXXXX").string();
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  void* const memory = file >= 0 && ::fchmod(file, 0666) == 0 && ::ftruncate(file, edge_counters) == 0
                           ? ::mmap(nullptr, edge_counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
                           : MAP_FAILED;
  const int fault = errno;
  if (file >= 0) {
    ::close(file);
  }
  if (memory == MAP_FAILED) {
    why = "counters for the target can't be shared: " + std::generic_category().message(fault);
    return std::nullopt;
  }
  return target_coverage(name, {static_cast<std::uint8_t*>(memory), edge_counters});
}

target_coverage::target_coverage(target_coverage&& other) noexcept
    : file_(std::move(other.file_)), counters_(std::exchange(other.counters_, {})) {
  other.file_.clear();
}

target_coverage::~target_coverage() {
  if (!counters_.empty()) {
    ::munmap(counters_.data(), counters_.size());
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }
}

void target_coverage::clear() const noexcept {
  std::ranges::fill(counters_, std::uint8_t{0});
}

}  // namespace popquiz::fuzz_wire
