#include <popquiz/mockserver/unique_text.hpp>

#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>

namespace popquiz::mockserver {

std::string make_unique_text() {
  static std::atomic<std::uint64_t> counter{0};
  const auto clock = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  std::array<char, 16> chance{};
  std::snprintf(chance.data(), chance.size(), "%08x", static_cast<unsigned>(std::random_device{}()));
  return std::to_string(::getpid()) + "." + std::to_string(clock.count()) + "." + std::to_string(++counter) +
         "." + chance.data();
}

}  // namespace popquiz::mockserver
