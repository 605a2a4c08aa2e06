#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::conformance {

/// What a program has printed: its first and its last octets, however much there is in between.
class kept_output {
 public:
  static constexpr std::size_t half_limit = 8UL * 1024;

  void add(std::string_view octets);

  [[nodiscard]] std::uint64_t octets() const noexcept { return octets_; }
  /// What is kept; a line in the middle says how much was left out.
  [[nodiscard]] std::string text() const;
  /// The last lines of it, `count` at most, without line ends.
  [[nodiscard]] std::vector<std::string> last_lines(std::size_t count) const;

 private:
  std::string head_;
  std::string tail_;  // twice half_limit at most
  std::uint64_t octets_ = 0;
};

}  // namespace popquiz::conformance
