#pragma once

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace popquiz::mockserver::test {

/// The transport under a machine, and the client at its other end, in virtual time from 0.
class far_client {
 public:
  explicit far_client(std::unique_ptr<sansio::any_machine> machine) : machine_(std::move(machine)) {}

  /// Octets of one write of the machine, and when they came.
  struct arrival {
    std::chrono::microseconds at;
    std::string octets;
  };

  /// Says octets now.
  void say(std::string_view octets) { said_ += octets; }
  /// Closes its side behind what it said, or breaks the connection.
  void end(sansio::io_status how = sansio::io_status::end_of_stream) { end_ = how; }
  /// Called when something was heard; may say more.
  std::function<void()> on_hearing;
  /// Octets that a write may take until all else is done; then so many again.
  std::optional<std::size_t> appetite;
  /// When the machine is asked for a handshake: how it ends.
  sansio::io_status handshake = sansio::io_status::ok;

  /// Lets time pass until then, or until the machine is done.
  void run_until(std::chrono::microseconds when) {
    const sansio::time_point until{when};
    if (!started_) {
      started_ = true;
      resume({});
    }
    while (!std::holds_alternative<sansio::done>(action_)) {
      if (const auto result = attempt()) {
        resume(*result);
        continue;
      }
      const sansio::time_point due = deadline();
      if (due > until) {
        now_ = until;
        return;
      }
      now_ = std::max(now_, due);
      const bool is_pause = std::holds_alternative<sansio::wait_until>(action_);
      resume({is_pause ? sansio::io_status::ok : sansio::io_status::timed_out, std::exchange(taken_, 0)});
    }
  }
  void cancel() { resume({sansio::io_status::cancelled, 0}); }

  [[nodiscard]] std::chrono::microseconds now() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch());
  }
  [[nodiscard]] const std::vector<arrival>& arrivals() const { return arrivals_; }
  [[nodiscard]] std::string heard() const {
    std::string all;
    for (const arrival& each : arrivals_) {
      all += each.octets;
    }
    return all;
  }
  /// Octets said that the machine has not read.
  [[nodiscard]] std::size_t unread() const { return said_.size(); }
  [[nodiscard]] const sansio::next_action& action() const { return action_; }
  [[nodiscard]] bool is_done() const { return std::holds_alternative<sansio::done>(action_); }

  std::optional<std::chrono::microseconds> closed_at;
  std::optional<std::chrono::microseconds> handshake_at;
  sansio::close_kind closed = sansio::close_kind::graceful;
  std::size_t resumes = 0;

 private:
  void resume(sansio::io_result result) {
    ++resumes;
    action_ = machine_->resume(result, now_);
  }

  std::optional<sansio::io_result> attempt() {
    if (const auto* r = std::get_if<sansio::read>(&action_)) {
      return attempt(*r);
    }
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      return attempt(*w);
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&action_)) {
      return pause->when <= now_ ? std::optional(sansio::io_result{}) : std::nullopt;
    }
    if (const auto* c = std::get_if<sansio::close>(&action_)) {
      closed_at = now();
      closed = c->kind;
      return sansio::io_result{};
    }
    handshake_at = now();
    return sansio::io_result{handshake, 0};
  }

  std::optional<sansio::io_result> attempt(const sansio::read& action) {
    const std::size_t size = std::min(action.into.size(), said_.size());
    if (size != 0) {
      std::memcpy(action.into.data(), said_.data(), size);
      said_.erase(0, size);
      return sansio::io_result{sansio::io_status::ok, size};
    }
    return end_ ? std::optional(sansio::io_result{*end_, 0}) : std::nullopt;
  }

  std::optional<sansio::io_result> attempt(const sansio::write& action) {
    if (end_ && *end_ != sansio::io_status::end_of_stream) {
      return sansio::io_result{*end_, 0};
    }
    std::string octets;
    for (const std::string_view piece : action.pieces) {
      octets += piece;
    }
    if (appetite && octets.size() > *appetite) {
      octets.resize(*appetite);
      taken_ = octets.size();
      if (taken_ != 0) {
        arrivals_.push_back({now(), std::move(octets)});
      }
      return std::nullopt;
    }
    arrivals_.push_back({now(), std::move(octets)});
    if (on_hearing) {
      on_hearing();
    }
    return sansio::io_result{};
  }

  [[nodiscard]] sansio::time_point deadline() const {
    if (const auto* r = std::get_if<sansio::read>(&action_)) {
      return r->deadline;
    }
    if (const auto* w = std::get_if<sansio::write>(&action_)) {
      return w->deadline;
    }
    const auto* pause = std::get_if<sansio::wait_until>(&action_);
    return pause != nullptr ? pause->when : sansio::no_deadline;
  }

  std::unique_ptr<sansio::any_machine> machine_;
  sansio::next_action action_;
  sansio::time_point now_{};
  std::string said_;
  std::vector<arrival> arrivals_;
  std::optional<sansio::io_status> end_;
  std::size_t taken_ = 0;
  bool started_ = false;
};

}  // namespace popquiz::mockserver::test
