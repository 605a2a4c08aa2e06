#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <chrono>

namespace popquiz::mockserver {

/// `from` + `after`, without overflow: what lies beyond the clock's range never comes.
[[nodiscard]] constexpr sansio::time_point deadline(sansio::time_point from,
                                                    std::chrono::milliseconds after) noexcept {
  const auto room = sansio::no_deadline - from;
  return after < std::chrono::duration_cast<std::chrono::milliseconds>(room) ? from + after
                                                                             : sansio::no_deadline;
}

}  // namespace popquiz::mockserver
