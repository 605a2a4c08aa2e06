#include <popquiz/conformance/play.hpp>

#include <variant>

namespace popquiz::conformance {
namespace {

bool is_transport_failure(sansio::io_status status) {
  return status != sansio::io_status::ok && status != sansio::io_status::timed_out;
}

}  // namespace

bool play(script::player& player, subject& server, sansio::time_point until) {
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
                      : server.perform(action.session, what);
    }
    transport_failed = transport_failed || is_transport_failure(last.status);
  }
}

}  // namespace popquiz::conformance
