#pragma once

#include "finding.hpp"
#include "pieces.hpp"

#include <popquiz/sansio/next_action.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace popquiz::fuzz {

/// Where a link ends: behind so many octets in one direction, both directions at once.
struct link_cut {
  std::size_t to_client = std::numeric_limits<std::size_t>::max();
  std::size_t to_server = std::numeric_limits<std::size_t>::max();
  sansio::io_status end = sansio::io_status::connection_reset;  ///< what a side hears that waits for more
};

/// A client's and a server's machine on one link, in virtual time. Octets come in the segments that the input
/// asks for. While the link holds, one of the two can always go on: that both wait is a finding.
class joined_machines {
 public:
  joined_machines(sansio::any_machine& client, sansio::any_machine& server, link_cut cut,
                  const pieces& segments)
      : sides_{side{&client, cut.to_client, segments}, side{&server, cut.to_server, segments}},
        end_(cut.end) {}

  /// Until both are done.
  void run() {
    for (side& each : sides_) {
      step(each, {});
    }
    for (std::size_t turns = 0; turns < turns_limit; ++turns) {
      const bool server_went_on = perform(sides_[1], sides_[0]);
      const bool client_went_on = perform(sides_[0], sides_[1]);
      if (is_done(sides_[0]) && is_done(sides_[1])) {
        return;
      }
      if (!server_went_on && !client_went_on) {
        require(is_down_ || has_left(sides_[0]) || has_left(sides_[1]),
                "client and server do not wait for each other");
        end_waiting();
      }
    }
    require(false, "a conversation ends");
  }

 private:
  static constexpr std::size_t turns_limit = 2'000'000;

  struct side {
    sansio::any_machine* machine;
    std::size_t room;  ///< octets that still get through to it
    pieces segments;
    sansio::next_action action{};
    std::string coming{};  ///< said to it, and not yet read
    bool closed = false;   ///< it has closed its end
  };

  static bool is_done(const side& of) { return std::holds_alternative<sansio::done>(of.action); }
  static bool has_left(const side& of) { return of.closed || is_done(of); }
  void step(side& of, sansio::io_result last) {
    now_ += std::chrono::microseconds(10);
    of.action = of.machine->resume(last, now_);
  }

  /// False: it waits for the other one, or is done.
  bool perform(side& of, side& other) {
    if (const auto* r = std::get_if<sansio::read>(&of.action)) {
      return read(of, *r);
    }
    if (const auto* w = std::get_if<sansio::write>(&of.action)) {
      write(of, other, *w);
      return true;
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&of.action)) {
      now_ = std::max(now_, pause->when);
      step(of, {});
      return true;
    }
    if (std::holds_alternative<sansio::tls_handshake>(of.action)) {
      return shake_hands(of, other);
    }
    if (std::holds_alternative<sansio::close>(of.action)) {
      of.closed = true;
      step(of, {});
      return true;
    }
    return false;
  }

  bool read(side& of, const sansio::read& action) {
    if (of.coming.empty()) {
      return false;
    }
    const std::size_t octets =
        std::clamp<std::size_t>(of.segments.next(of.coming.size()), 1, action.into.size());
    std::copy_n(of.coming.begin(), octets, action.into.begin());
    of.coming.erase(0, octets);
    step(of, {sansio::io_status::ok, octets});
    return true;
  }

  void write(side& of, side& other, const sansio::write& action) {
    std::size_t octets = 0;
    for (const std::string_view piece : action.pieces) {
      const std::size_t through = std::min(piece.size(), is_down_ ? 0 : other.room);
      other.coming += piece.substr(0, through);
      other.room -= through;
      octets += piece.size();
      is_down_ = is_down_ || through < piece.size();
    }
    step(of, {sansio::io_status::ok, octets});  // into the transport's buffer: nobody knows yet
  }

  bool shake_hands(side& of, side& other) {
    if (std::holds_alternative<sansio::tls_handshake>(other.action)) {
      require(of.coming.empty() && other.coming.empty(), "nothing is in clear when TLS begins");
      step(of, {});
      step(other, {});
      return true;
    }
    return false;
  }

  /// The link is down, or one end of it closed: who waits hears that.
  void end_waiting() {
    for (side& each : sides_) {
      if (std::holds_alternative<sansio::read>(each.action) && each.coming.empty()) {
        const sansio::io_status how = is_down_ ? end_ : sansio::io_status::end_of_stream;
        if (how == sansio::io_status::timed_out) {
          now_ = std::max(now_, std::get<sansio::read>(each.action).deadline);
        }
        step(each, {how, 0});
      } else if (std::holds_alternative<sansio::tls_handshake>(each.action)) {
        step(each, {sansio::io_status::tls_failed, 0});
      }
    }
  }

  std::array<side, 2> sides_;
  sansio::io_status end_;
  sansio::time_point now_{};
  bool is_down_ = false;
};

}  // namespace popquiz::fuzz
