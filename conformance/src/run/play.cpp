#include <popquiz/conformance/play.hpp>

#include <chrono>
#include <cstddef>
#include <variant>

namespace popquiz::conformance {
namespace {

bool is_transport_failure(sansio::io_status status) {
  return status != sansio::io_status::ok && status != sansio::io_status::timed_out;
}

/// A wait that can be cancelled is cut into such pieces.
constexpr auto piece = std::chrono::milliseconds(200);

sansio::io_result perform(subject& server, std::size_t session, const sansio::next_action& what,
                          const std::function<bool()>& cancelled) {
  const auto* const reading = std::get_if<sansio::read>(&what);
  const auto* const pause = std::get_if<sansio::wait_until>(&what);
  if (!cancelled || (reading == nullptr && pause == nullptr)) {
    return server.perform(session, what);
  }
  const sansio::time_point end = reading != nullptr ? reading->deadline : pause->when;
  for (;;) {
    if (cancelled()) {
      return {sansio::io_status::cancelled, 0};
    }
    const sansio::time_point now = server.now();
    const bool is_last = end <= now + piece;
    const sansio::time_point until = is_last ? end : now + piece;
    const sansio::io_result result =
        server.perform(session, reading != nullptr ? sansio::next_action(sansio::read{reading->into, until})
                                                   : sansio::next_action(sansio::wait_until{until}));
    const bool is_over = reading != nullptr ? result.status != sansio::io_status::timed_out
                                            : result.status != sansio::io_status::ok;
    if (is_last || is_over) {
      return result;
    }
  }
}

}  // namespace

bool play(script::player& player, subject& server, sansio::time_point until,
          const std::function<bool()>& cancelled) {
  bool transport_failed = false;
  sansio::io_result last;
  for (;;) {
    script::player_action action = player.resume(last, server.now());
    if (const auto* const opening = std::get_if<script::connect>(&action.what)) {
      last = server.open(action.session, opening->deadline);
    } else {
      const auto& what = std::get<sansio::next_action>(action.what);
      if (std::holds_alternative<sansio::done>(what)) {
        return transport_failed;
      }
      // A server that trickles an octet now and then is silent from here on.
      const bool trickles = std::holds_alternative<sansio::read>(what) && server.now() >= until;
      last = trickles ? sansio::io_result{sansio::io_status::timed_out, 0}
                      : perform(server, action.session, what, cancelled);
    }
    transport_failed = transport_failed || is_transport_failure(last.status);
  }
}

}  // namespace popquiz::conformance
