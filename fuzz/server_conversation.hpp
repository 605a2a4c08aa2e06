#pragma once

#include "finding.hpp"
#include "peer_stream.hpp"

#include <popquiz/mockserver/reference_server.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace popquiz::fuzz {

/// What stands between a session of the mock server and its client.
struct session_link {
  bool has_tls = false;
  bool handshakes = false;
  /// What the client has said in clear and the server has not read when TLS begins never comes.
  bool clear_is_lost = false;
  std::size_t gone_behind = 0;  ///< octets the client takes
  std::size_t write_limit = 0;  ///< octets of one write at most
};

/// One session of the mock server with a client that says its turns. It ends, or can be ended at any time;
/// what it holds to be written is bounded; no wait lies in the past for long, so that nothing spins.
class server_conversation {
 public:
  server_conversation(mockserver::reference_server& server, const session_link& on, peer_stream client)
      : on_(on), client_(std::move(client)), session_(server.new_session({.has_tls = on.has_tls})) {}

  void hold() {
    for (std::size_t actions = 0; actions < actions_limit; ++actions) {
      const sansio::next_action action = session_->resume(last_, now_);
      if (std::holds_alternative<sansio::done>(action)) {
        return;
      }
      last_ = perform(action);
    }
    last_ = {sansio::io_status::cancelled, 0};
    for (std::size_t actions = 0; actions < last_actions; ++actions) {
      if (std::holds_alternative<sansio::done>(session_->resume(last_, now_))) {
        return;
      }
      last_ = {};
    }
    require(false, "a session that is cancelled ends");
  }

  /// All that the server has said.
  [[nodiscard]] const std::string& heard() const noexcept { return heard_; }

 private:
  static constexpr std::size_t turns_in_a_row = 8;
  static constexpr std::size_t actions_limit = 4'000;  // then the server stops
  static constexpr std::size_t last_actions = 8;       // until a session that is cancelled has ended

  sansio::io_result perform(const sansio::next_action& action) {
    if (const auto* pause = std::get_if<sansio::wait_until>(&action)) {
      waits_for_nothing_ = pause->when > now_ ? 0 : waits_for_nothing_ + 1;
      require(waits_for_nothing_ <= turns_in_a_row, "a session that does nothing is no busy loop");
      now_ = std::max(now_, pause->when);
      return {};
    }
    waits_for_nothing_ = 0;
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      return read(*r);
    }
    if (const auto* w = std::get_if<sansio::write>(&action)) {
      return write(*w);
    }
    if (std::holds_alternative<sansio::tls_handshake>(action)) {
      require(on_.has_tls, "no handshake without TLS");
      if (on_.clear_is_lost) {
        client_.forget_turn();
      }
      return {on_.handshakes ? sansio::io_status::ok : sansio::io_status::tls_failed, 0};
    }
    require(std::holds_alternative<sansio::close>(action), "it reads, writes, waits, shakes hands or closes");
    return {};
  }

  sansio::io_result read(const sansio::read& action) {
    require(!action.into.empty(), "a read has room");
    if (client_.dry()) {
      client_.next();
    }
    const sansio::io_result said = client_.say(action.into);
    if (said.status == sansio::io_status::timed_out) {
      require(action.deadline != sansio::no_deadline, "a read has a deadline");
      now_ = std::max(now_, action.deadline);
    }
    return said;
  }

  sansio::io_result write(const sansio::write& action) {
    std::size_t octets = 0;
    for (const std::string_view piece : action.pieces) {
      require(!piece.empty(), "no piece of a write is empty");
      octets += piece.size();
      heard_ += piece;
    }
    require(octets != 0 && octets <= on_.write_limit, "a write has something, and not too much");
    if (heard_.size() > on_.gone_behind) {
      return {sansio::io_status::connection_reset, 0};
    }
    return {sansio::io_status::ok, octets};
  }

  const session_link on_;
  peer_stream client_;
  std::unique_ptr<sansio::any_machine> session_;
  sansio::time_point now_{};
  sansio::io_result last_;
  std::string heard_;
  std::size_t waits_for_nothing_ = 0;
};

}  // namespace popquiz::fuzz
