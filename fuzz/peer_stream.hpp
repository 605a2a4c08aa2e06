#pragma once

#include "pieces.hpp"

#include <popquiz/sansio/next_action.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::fuzz {

inline constexpr char next_turn = '\x1e';  ///< in an input: what follows comes later

/// What a peer says: an input's octets in turns, each cut into pieces; then its end.
class peer_stream {
 public:
  peer_stream(std::string_view octets, pieces cut, sansio::io_status end)
      : rest_(octets), cut_(cut), end_(end) {
    next();
  }

  /// The next turn has come.
  void next() {
    const std::size_t turn = std::min(rest_.find(next_turn), rest_.size());
    ready_ += rest_.substr(0, turn);
    rest_.remove_prefix(std::min(turn + 1, rest_.size()));
  }
  sansio::io_result say(std::span<char> into) {
    if (ready_.empty()) {
      return {end_, 0};
    }
    const std::size_t octets = std::clamp<std::size_t>(cut_.next(ready_.size()), 1, into.size());
    std::copy_n(ready_.begin(), octets, into.begin());
    ready_.erase(0, octets);
    return {sansio::io_status::ok, octets};
  }
  /// What is ready and was not said will not be.
  void forget_turn() noexcept { ready_.clear(); }
  /// Nothing more is ready; it may come with a turn.
  [[nodiscard]] bool dry() const noexcept { return ready_.empty(); }
  [[nodiscard]] bool finished() const noexcept { return ready_.empty() && rest_.empty(); }

 private:
  std::string_view rest_;
  pieces cut_;
  sansio::io_status end_;
  std::string ready_;
};

}  // namespace popquiz::fuzz
