#pragma once

#include <popquiz/net/connection.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace popquiz::net {

enum class relay_side : std::uint8_t { first, second };

/// What to do behind octets that were seen.
enum class relay_flow : std::uint8_t {
  go_on,
  pause,  ///< read no more; complete once all that was read is sent
};

enum class relay_outcome : std::uint8_t {
  ended,      ///< both sides have ended what they send, and it was passed on
  reset,      ///< one side reset the connection or failed; the other one was reset
  paused,     ///< as was asked for: both connections are open, and the relay can go on
  cancelled,  ///< both connections are as they were
};

/// Passes octets between two open connections, both ways at once, unaltered and as soon as they come.
///
/// An end is passed on as an end when all before it was: the other direction goes on (half-close). In TLS an
/// end without close_notify is passed on as one without close_notify. Memory: `buffer_size` each way; who
/// does not read is not written to, and then the other side is not read from.
///
/// Both connections must have the same executor, no operation under way, and outlive the relay.
class relay {
 public:
  static constexpr std::size_t buffer_size = 32UL * 1024;  // octets

  /// Gets octets as they were read, before they are passed on.
  using observer = std::function<relay_flow(relay_side from, std::string_view octets)>;

  relay(connection& first, connection& second, observer see);
  ~relay();
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;

  /// Begins, or goes on behind `paused`. `done` is called once, from the executor, unless the relay is
  /// destroyed before.
  void start(std::function<void(relay_outcome)> done);
  /// Ends with `cancelled`.
  void cancel();

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace popquiz::net
