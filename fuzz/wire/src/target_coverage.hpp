#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace popquiz::fuzz_wire {

/// The counters of edges of a peer that was built with popquiz's coverage runtime (docs/fuzzing.md): a file
/// that both map.
class target_coverage {
 public:
  /// The environment variable that names the file to the peer.
  static constexpr const char* variable = "POPQUIZ_COVERAGE";

  /// Nothing and `why` set when there is no such file to be made.
  [[nodiscard]] static std::optional<target_coverage> make(std::string& why);
  ~target_coverage();
  target_coverage(target_coverage&& other) noexcept;
  target_coverage& operator=(target_coverage&&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }
  [[nodiscard]] std::span<std::uint8_t> counters() const noexcept { return counters_; }
  void clear() const noexcept;

 private:
  target_coverage(std::filesystem::path file, std::span<std::uint8_t> counters)
      : file_(std::move(file)), counters_(counters) {}

  std::filesystem::path file_;
  std::span<std::uint8_t> counters_;
};

}  // namespace popquiz::fuzz_wire
