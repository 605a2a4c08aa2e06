#pragma once

#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace popquiz::mockserver::test {

/// One session of a server, run over memory in virtual time.
class conversation {
 public:
  /// The greeting is heard already, when `greeting` is not null it gets it.
  explicit conversation(reference_server& server, std::string* greeting = nullptr,
                        session_transport transport = {})
      : conversation(server.new_session(std::move(transport)), greeting) {}

  /// The same of a session that is there already.
  explicit conversation(std::unique_ptr<sansio::any_machine> session, std::string* greeting = nullptr)
      : machine_(std::move(session)) {
    run();
    std::string first = hear();
    if (greeting != nullptr) {
      *greeting = std::move(first);
    }
  }

  /// Says octets, in segments of at most `segment`, and gives what was answered.
  std::string say(std::string_view octets, std::size_t segment = std::string::npos) {
    while (!octets.empty()) {
      const std::string_view part = octets.substr(0, segment);
      said_ += part;
      octets.remove_prefix(part.size());
      run();
    }
    return hear();
  }

  /// What was answered and not yet heard.
  std::string hear() { return std::exchange(heard_, {}); }

  /// The client closes its side, or the transport fails.
  std::string end(sansio::io_status how = sansio::io_status::end_of_stream) {
    end_ = how;
    run();
    return hear();
  }

  /// Lets time pass: deadlines that lie in it come.
  std::string wait(std::chrono::milliseconds time) {
    const sansio::time_point until = now_ + time;
    for (;;) {
      const auto due = deadline();
      if (!due || *due > until) {
        break;
      }
      now_ = std::max(now_, *due);
      last_ = {std::holds_alternative<sansio::wait_until>(action_) ? sansio::io_status::ok
                                                                   : sansio::io_status::timed_out,
               0};
      resume();
      run();
    }
    now_ = until;
    return hear();
  }

  /// While it does not read, the server's writes do not end.
  void stop_reading() { reading_ = false; }
  std::string read_again() {
    reading_ = true;
    run();
    return hear();
  }

  [[nodiscard]] bool closed() const { return closed_.has_value(); }
  [[nodiscard]] bool reset() const { return closed_ == sansio::close_kind::abortive; }
  /// A handshake was asked for. It succeeds at once.
  [[nodiscard]] bool in_tls() const { return in_tls_; }
  /// Which certificate was to be shown.
  [[nodiscard]] sansio::tls_identity identity() const { return identity_; }
  [[nodiscard]] bool is_done() const { return std::holds_alternative<sansio::done>(action_); }
  /// Octets said that the server has not read.
  [[nodiscard]] std::size_t unread() const { return said_.size(); }
  /// Octets of a write that does not end.
  [[nodiscard]] std::size_t unwritten() const {
    std::size_t octets = 0;
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      for (const std::string_view piece : w->pieces) {
        octets += piece.size();
      }
    }
    return octets;
  }
  /// The most octets that one write ever had, and how many writes there were.
  [[nodiscard]] std::size_t largest_write() const { return largest_write_; }
  [[nodiscard]] std::size_t writes() const { return writes_; }

 private:
  void resume() {
    if (started_ && is_done()) {
      return;
    }
    started_ = true;
    action_ = machine_->resume(last_, now_);
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      ++writes_;
      largest_write_ = std::max(largest_write_, unwritten());
      static_cast<void>(w);
    }
  }

  /// Goes on until the server waits for something that has not happened.
  void run() {
    if (!started_) {
      resume();
    }
    while (perform()) {
      resume();
    }
  }

  [[nodiscard]] bool perform() {
    last_ = {};
    if (const auto* r = std::get_if<sansio::read>(&action_)) {
      return perform(*r);
    }
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      if (end_ && *end_ != sansio::io_status::end_of_stream) {
        last_.status = *end_;
        return true;
      }
      if (!reading_) {
        return false;
      }
      for (const std::string_view piece : w->pieces) {
        heard_ += piece;
      }
      return true;
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&action_)) {
      return pause->when <= now_;
    }
    if (const auto* handshake = std::get_if<sansio::tls_handshake>(&action_)) {
      in_tls_ = true;
      identity_ = handshake->identity;
      return true;
    }
    if (const auto* c = std::get_if<sansio::close>(&action_)) {
      closed_ = c->kind;
      return true;
    }
    return false;
  }

  [[nodiscard]] bool perform(const sansio::read& action) {
    last_.octets = std::min(action.into.size(), said_.size());
    if (last_.octets != 0) {
      std::memcpy(action.into.data(), said_.data(), last_.octets);
      said_.erase(0, last_.octets);
      return true;
    }
    last_.status = end_.value_or(sansio::io_status::ok);
    return end_.has_value();
  }

  [[nodiscard]] std::optional<sansio::time_point> deadline() const {
    if (const auto* r = std::get_if<sansio::read>(&action_)) {
      return r->deadline;
    }
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      return w->deadline;
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&action_)) {
      return pause->when;
    }
    return std::nullopt;
  }

  std::unique_ptr<sansio::any_machine> machine_;
  sansio::next_action action_;
  sansio::io_result last_;
  sansio::time_point now_{};
  std::string said_;
  std::string heard_;
  std::optional<sansio::io_status> end_;
  std::optional<sansio::close_kind> closed_;
  std::size_t largest_write_ = 0;
  std::size_t writes_ = 0;
  bool started_ = false;
  bool reading_ = true;
  bool in_tls_ = false;
  sansio::tls_identity identity_ = sansio::tls_identity::ordinary;
};

}  // namespace popquiz::mockserver::test
