#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace popquiz::mockserver {

/// A link between a client and this server: what it costs that they are apart. What it does not model: loss,
/// TCP's slow start, and a queue that others fill.
struct link_settings {
  std::chrono::nanoseconds round_trip{0};  ///< half of it each way
  std::uint64_t octets_per_second = 0;     ///< each way; 0: no limit
  /// Each segment takes up to so much longer, each way; how much follows from the seed and the order of the
  /// connections. None overtakes another.
  std::chrono::nanoseconds jitter{0};
  std::uint64_t seed = 1;
  /// Octets under way at most, each way: like the window of a TCP connection. With a rate fewer are enough,
  /// and no more than those are held.
  std::size_t in_flight_limit = 4UL * 1024 * 1024;
  /// For a peer that does not take what is under way when the session has ended: then it is cut off.
  std::chrono::milliseconds delivery_timeout{600'000};
};

/// What had to happen over the link before the session could begin: TCP's handshake takes one round trip, a
/// TLS handshake is charged one more (that of TLS 1.3).
enum class link_setup : std::uint8_t { tcp, tcp_and_tls };

/// A machine that lets `session` talk over such a link. `session` is not null; `connection`: its number,
/// which the jitter depends on.
///
/// Octets are stamped when they are read from the transport or written by the session, and arrive no earlier
/// than the stamp, the time they need at the link's rate behind what was sent before, and half a round trip.
/// What is under way delays nothing else: a hundred pipelined commands take one round trip. When as many
/// octets are under way as may be, the session's write does not end, or the transport is not read.
///
/// A connection over loopback is there at once. So the time of its set-up is added in front: a client sees
/// the greeting one and a half round trips after it began to connect, in TLS two and a half; octets it sends
/// earlier leave when the set-up is over. A tls_handshake of the session's own is passed on once all that was
/// said before has arrived, and both directions then rest for one round trip. Octets in clear that are under
/// way then are dropped, as the session drops those it has. End of stream and close arrive behind the octets
/// they follow.
[[nodiscard]] std::unique_ptr<sansio::any_machine> make_linked(std::unique_ptr<sansio::any_machine> session,
                                                               const link_settings& link, link_setup setup,
                                                               std::uint64_t connection);

}  // namespace popquiz::mockserver
