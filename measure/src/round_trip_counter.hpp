#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace popquiz::measure {

/// What a mock server has seen of its clients. Written by its thread, read by others.
struct round_trip_totals {
  std::atomic<std::uint64_t> sessions = 0;
  /// Questions that had to wait for an answer, one behind the other, in all sessions together.
  std::atomic<std::uint64_t> exchanges = 0;
  std::atomic<std::uint64_t> octets = 0;  ///< that clients said
};

/// A machine that lets `session` talk and counts round trips, at the server's end of a link of which one
/// takes `round_trip`. What a client says can't be due to what the server said less than a round trip before.
/// So octets are one exchange deeper than the deepest answer that could have reached the client before it
/// sent them, and a session has as many exchanges as its deepest octets: what pipelining saves is not
/// counted, how ever many segments it takes. Over a link without delay (0) everything that was said before
/// could have been its reason, and a client that is answered while it still sends seems to wait: then it is
/// an upper bound.
[[nodiscard]] std::unique_ptr<sansio::any_machine> count_round_trips(
    std::unique_ptr<sansio::any_machine> session, std::chrono::nanoseconds round_trip,
    std::shared_ptr<round_trip_totals> into);

}  // namespace popquiz::measure
