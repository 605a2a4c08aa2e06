#include "delay_line.hpp"

#include <algorithm>
#include <cstring>

namespace popquiz::mockserver {
namespace {

using sansio::time_point;
using std::chrono::nanoseconds;

// With a rate, octets travel in segments like those of an Ethernet, so that a long write arrives bit by bit.
constexpr std::size_t segment_octets = 1460;

// However short they are: each costs more than its octets.
constexpr std::size_t segments_limit = 8192;

constexpr std::size_t first_ring = 16UL * 1024;
constexpr std::uint64_t nanoseconds_a_second = 1'000'000'000;

// Beyond the octets that fill the link, so that it never runs dry.
constexpr std::size_t spare_octets = 64UL * 1024;

std::size_t octets_held(const link_settings& link) {
  const std::size_t least = std::max<std::size_t>(link.in_flight_limit, 1);
  if (link.octets_per_second == 0) {
    return least;
  }
  const double delay = std::chrono::duration<double>(link.round_trip / 2 + link.jitter).count();
  const double fills = delay * static_cast<double>(link.octets_per_second);
  return static_cast<std::size_t>(std::min(static_cast<double>(least), fills + double{spare_octets}));
}

}  // namespace

delay_line::delay_line(const link_settings& link, std::uint64_t seed)
    : delay_(link.round_trip / 2),
      jitter_(link.jitter),
      rate_(link.octets_per_second),
      limit_(octets_held(link)),
      random_(seed) {}

std::size_t delay_line::room() const noexcept {
  const std::size_t segments = segments_limit - std::min(segments_.size(), segments_limit);
  return std::min(limit_ - size_, segments * segment_octets);
}

void delay_line::put(std::string_view octets, time_point now, joint with_last) {
  store(octets);
  while (!octets.empty()) {
    const std::size_t size = rate_ == 0 ? octets.size() : std::min(octets.size(), segment_octets);
    octets.remove_prefix(size);
    free_at_ = std::max(free_at_, now);
    if (rate_ != 0) {
      free_at_ += nanoseconds(size * nanoseconds_a_second / rate_);
    }
    nanoseconds travel = delay_;
    if (jitter_ > nanoseconds(0)) {
      travel += nanoseconds(random_() % (static_cast<std::uint64_t>(jitter_.count()) + 1));
    }
    last_arrival_ = std::max(last_arrival_, free_at_ + travel);
    segments_.push_back({last_arrival_, size, with_last == joint::apart});
    with_last = joint::together;
  }
}

void delay_line::rest_until(time_point when) noexcept {
  free_at_ = std::max(free_at_, when);
}

time_point delay_line::end_arrival(time_point now) const noexcept {
  return std::max(last_arrival_, std::max(free_at_, now) + delay_);
}

time_point delay_line::next_arrival() const noexcept {
  return segments_.empty() ? sansio::no_deadline : segments_.front().arrival;
}

std::span<const std::string_view> delay_line::arrived(time_point now) noexcept {
  std::size_t octets = 0;
  for (const segment& each : segments_) {
    if (each.arrival > now || (octets != 0 && each.apart)) {
      break;
    }
    octets += each.octets;
  }
  const std::size_t first = std::min(octets, ring_.size() - begin_);
  views_[0] = {ring_.data() + begin_, first};
  views_[1] = {ring_.data(), octets - first};
  return std::span(views_).first(octets == 0 ? 0 : octets == first ? 1 : 2);
}

void delay_line::take(std::size_t octets) noexcept {
  octets = std::min(octets, size_);
  size_ -= octets;
  begin_ = size_ == 0 ? 0 : (begin_ + octets) % ring_.size();
  while (octets != 0) {
    segment& first = segments_.front();
    const std::size_t here = std::min(first.octets, octets);
    octets -= here;
    first.octets -= here;
    if (first.octets == 0) {
      segments_.pop_front();
    }
  }
}

void delay_line::clear() noexcept {
  take(size_);
}

void delay_line::store(std::string_view octets) {
  if (octets.empty()) {
    return;
  }
  if (size_ + octets.size() > ring_.size()) {
    grow(size_ + octets.size());
  }
  const std::size_t at = (begin_ + size_) % ring_.size();
  const std::size_t first = std::min(octets.size(), ring_.size() - at);
  std::memcpy(ring_.data() + at, octets.data(), first);
  std::memcpy(ring_.data(), octets.data() + first, octets.size() - first);
  size_ += octets.size();
}

void delay_line::grow(std::size_t wanted) {
  std::vector<char> larger(std::max({wanted, 2 * ring_.size(), first_ring}));
  const std::size_t first = std::min(size_, ring_.size() - begin_);
  std::copy_n(ring_.data() + begin_, first, larger.data());
  std::copy_n(ring_.data(), size_ - first, larger.data() + first);
  ring_ = std::move(larger);
  begin_ = 0;
}

}  // namespace popquiz::mockserver
