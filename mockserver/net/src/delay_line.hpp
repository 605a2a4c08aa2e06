#pragma once

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

/// Do octets belong to the write of those sent before?
enum class joint : std::uint8_t { apart, together };

/// One direction of a link: the octets that were sent and not yet taken out at the other end, each with the
/// time it arrives. They come out as they went in.
class delay_line {
 public:
  delay_line(const link_settings& link, std::uint64_t seed);

  /// Octets that can be sent now.
  [[nodiscard]] std::size_t room() const noexcept;
  /// Sends. Precondition: octets.size() <= room().
  void put(std::string_view octets, sansio::time_point now, joint with_last);
  /// What is sent from now on leaves no earlier.
  void rest_until(sansio::time_point when) noexcept;
  /// When a mark would arrive that is sent now, behind all octets.
  [[nodiscard]] sansio::time_point end_arrival(sansio::time_point now) const noexcept;

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// When the next octets arrive; no_deadline when none are under way.
  [[nodiscard]] sansio::time_point next_arrival() const noexcept;
  /// What has arrived of one write, in order; empty when nothing has. Valid until put(), take() or clear().
  [[nodiscard]] std::span<const std::string_view> arrived(sansio::time_point now) noexcept;
  /// Takes out the first octets. Precondition: they have arrived.
  void take(std::size_t octets) noexcept;
  void clear() noexcept;

 private:
  struct segment {
    sansio::time_point arrival;
    std::size_t octets = 0;
    bool apart = false;
  };

  void store(std::string_view octets);
  void grow(std::size_t wanted);

  std::chrono::nanoseconds delay_;
  std::chrono::nanoseconds jitter_;
  std::uint64_t rate_;  // octets per second; 0: no limit
  std::size_t limit_;   // octets held
  std::mt19937_64 random_;
  sansio::time_point free_at_{};       // when the link can begin to send the next octet
  sansio::time_point last_arrival_{};  // of what was sent last
  std::deque<segment> segments_;
  std::vector<char> ring_;
  std::size_t begin_ = 0;  // of the octets, in ring_
  std::size_t size_ = 0;
  std::array<std::string_view, 2> views_;
};

}  // namespace popquiz::mockserver
