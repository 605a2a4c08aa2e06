#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace popquiz::measure {

/// How often which time was measured, in buckets that grow with it: exact below 128 ns, above that a bucket
/// is at most 1/64 of its value wide, whatever the value (the layout of HDR histograms). 21 KiB, however many
/// times there are. note() is O(1) and allocates nothing.
class latency_histogram {
 public:
  latency_histogram() : counts_(buckets) {}

  /// Less than nothing counts as nothing, more than a day as a day.
  void note(std::chrono::nanoseconds time) noexcept;
  /// All that `other` has counted, too.
  void add(const latency_histogram& other) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The largest and the least as they were; 0 when there are none.
  [[nodiscard]] std::chrono::nanoseconds most() const noexcept { return std::chrono::nanoseconds(most_); }
  [[nodiscard]] std::chrono::nanoseconds least() const noexcept;
  [[nodiscard]] std::chrono::nanoseconds mean() const noexcept;
  /// No less than `share` (0 to 1) of all times are this or less; the bucket's upper end, never more than
  /// most(). 0 when there are none.
  [[nodiscard]] std::chrono::nanoseconds percentile(double share) const noexcept;

 private:
  static constexpr unsigned exact_bits = 7;  // values below 2^7 have a bucket each
  static constexpr std::uint64_t limit = 86'400'000'000'000;
  static constexpr unsigned limit_bits = 47;
  static constexpr std::size_t buckets =
      (std::size_t{1} << exact_bits) + (limit_bits - exact_bits) * (std::size_t{1} << (exact_bits - 1));

  [[nodiscard]] static std::size_t bucket_of(std::uint64_t value) noexcept;
  [[nodiscard]] static std::uint64_t last_of(std::size_t bucket) noexcept;

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t least_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t most_ = 0;
  double sum_ = 0;
};

}  // namespace popquiz::measure
