#include <popquiz/measure/latency_histogram.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace popquiz::measure {

std::size_t latency_histogram::bucket_of(std::uint64_t value) noexcept {
  if (value < (std::uint64_t{1} << exact_bits)) {
    return static_cast<std::size_t>(value);
  }
  // Of the value only its first exact_bits - 1 bits behind the leading one count.
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - exact_bits;
  constexpr std::size_t half = std::size_t{1} << (exact_bits - 1);
  return shift * half + static_cast<std::size_t>(value >> shift);
}

std::uint64_t latency_histogram::last_of(std::size_t bucket) noexcept {
  constexpr std::size_t half = std::size_t{1} << (exact_bits - 1);
  if (bucket < 2 * half) {
    return bucket;
  }
  const std::size_t shift = bucket / half - 1;
  const std::uint64_t lead = bucket - shift * half;
  return ((lead + 1) << shift) - 1;
}

void latency_histogram::note(std::chrono::nanoseconds time) noexcept {
  const std::uint64_t value =
      time.count() < 0 ? 0 : std::min(static_cast<std::uint64_t>(time.count()), limit);
  ++counts_[bucket_of(value)];
  ++count_;
  least_ = std::min(least_, value);
  most_ = std::max(most_, value);
  sum_ += static_cast<double>(value);
}

void latency_histogram::add(const latency_histogram& other) noexcept {
  for (std::size_t i = 0; i < buckets; ++i) {
    counts_[i] += other.counts_[i];
  }
  count_ += other.count_;
  least_ = std::min(least_, other.least_);
  most_ = std::max(most_, other.most_);
  sum_ += other.sum_;
}

std::chrono::nanoseconds latency_histogram::least() const noexcept {
  return std::chrono::nanoseconds(count_ == 0 ? 0 : least_);
}

std::chrono::nanoseconds latency_histogram::mean() const noexcept {
  return std::chrono::nanoseconds(count_ == 0 ? 0 : std::llround(sum_ / static_cast<double>(count_)));
}

std::chrono::nanoseconds latency_histogram::percentile(double share) const noexcept {
  if (count_ == 0) {
    return {};
  }
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    seen += counts_[i];
    if (seen >= wanted) {
      return std::chrono::nanoseconds(std::min(last_of(i), most_));
    }
  }
  return most();
}

}  // namespace popquiz::measure
