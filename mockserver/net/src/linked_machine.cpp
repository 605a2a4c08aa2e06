#include "linked_machine.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <variant>

namespace popquiz::mockserver {

using sansio::close_kind;
using sansio::io_result;
using sansio::io_status;
using sansio::next_action;
using sansio::no_deadline;
using sansio::time_point;

// The directions have jitter of their own, and so has each connection.
linked_machine::linked_machine(std::unique_ptr<sansio::any_machine> session, const link_settings& link,
                               link_setup setup, std::uint64_t connection)
    : session_(std::move(session)),
      link_(link),
      setup_(setup),
      outbound_(link, link.seed + 2 * connection),
      inbound_(link, link.seed + 2 * connection + 1) {}

next_action linked_machine::resume(io_result last, time_point now) noexcept {
  now_ = now;
  told_ = false;
  if (asked_ == asked::done) {
    return sansio::done{};
  }
  if (last.status == io_status::cancelled) {
    // Only a close is done then, and at once.
    tell_session(last);
    asked_ = asked::done;
    return std::holds_alternative<sansio::close>(action_) ? action_ : sansio::done{};
  }
  take(last);
  while (const auto result = session_result()) {
    tell_session(*result);
  }
  return ask();
}

void linked_machine::begin() {
  const auto setup = link_.round_trip * (setup_ == link_setup::tcp_and_tls ? 2 : 1);
  outbound_.rest_until(now_ + setup);
  inbound_.rest_until(now_ + setup);
  tell_session({});
}

// ---- how the transport's action ended -------------------------------------------------------------

void linked_machine::take(io_result last) {
  switch (asked_) {
    case asked::nothing:
      begin();
      return;
    case asked::read:
      take_read(last);
      return;
    case asked::write:
      take_write(last);
      return;
    case asked::handshake:
      take_handshake(last);
      return;
    case asked::close:
      outbound_.clear();
      passed_on_ = last;
      return;
    case asked::wait:
    case asked::done:
      return;
  }
}

void linked_machine::take_read(io_result last) {
  switch (last.status) {
    case io_status::ok:
      inbound_.put(std::string_view(read_.data(), last.octets), now_, joint::apart);
      return;
    case io_status::end_of_stream:
      end_heard_ = inbound_.end_arrival(now_);
      return;
    case io_status::timed_out:
      return;
    default:
      broken_ = last.status;
      outbound_.clear();
      return;
  }
}

void linked_machine::take_write(io_result last) {
  if (last.status != io_status::ok && last.status != io_status::timed_out) {
    broken_ = last.status;
    outbound_.clear();
    return;
  }
  stuck_ = last.status == io_status::timed_out;
  const std::size_t octets = stuck_ ? last.octets : lent_;
  outbound_.take(octets);
  if (octets != 0) {
    taken_at_ = now_;
  }
}

void linked_machine::take_handshake(io_result last) {
  passed_on_ = last;
  if (last.status == io_status::ok) {
    outbound_.rest_until(now_ + link_.round_trip);
    inbound_.rest_until(now_ + link_.round_trip);
  }
}

// ---- how the session's action ended ---------------------------------------------------------------

std::optional<io_result> linked_machine::session_result() {
  if (std::holds_alternative<sansio::done>(action_)) {
    return std::nullopt;
  }
  if (auto* const action = std::get_if<sansio::read>(&action_)) {
    return finish(*action);
  }
  if (auto* const action = std::get_if<sansio::write>(&action_)) {
    return finish(*action);
  }
  if (auto* const action = std::get_if<sansio::wait_until>(&action_)) {
    return finish(*action);
  }
  if (auto* const action = std::get_if<sansio::tls_handshake>(&action_)) {
    return finish(*action);
  }
  return passed_on_;  // of its close
}

std::optional<io_result> linked_machine::finish(const sansio::read& action) {
  if (broken_) {
    return io_result{*broken_, 0};
  }
  std::size_t size = 0;
  for (const std::string_view piece : inbound_.arrived(now_)) {
    const std::size_t here = std::min(piece.size(), action.into.size() - size);
    std::memcpy(action.into.data() + size, piece.data(), here);
    size += here;
  }
  if (size != 0) {
    inbound_.take(size);
    return io_result{io_status::ok, size};
  }
  if (end_heard_ && inbound_.empty() && *end_heard_ <= now_) {
    return io_result{io_status::end_of_stream, 0};
  }
  return action.deadline <= now_ ? std::optional(io_result{io_status::timed_out, 0}) : std::nullopt;
}

std::optional<io_result> linked_machine::finish(const sansio::write& action) {
  if (broken_) {
    return io_result{*broken_, 0};
  }
  while (piece_ < action.pieces.size()) {
    const std::string_view piece = action.pieces[piece_].substr(piece_offset_);
    const std::size_t size = std::min(piece.size(), outbound_.room());
    outbound_.put(piece.substr(0, size), now_, written_ == 0 ? joint::apart : joint::together);
    written_ += size;
    piece_offset_ += size;
    if (size != piece.size()) {
      return action.deadline <= now_ ? std::optional(io_result{io_status::timed_out, written_})
                                     : std::nullopt;
    }
    ++piece_;
    piece_offset_ = 0;
  }
  return io_result{io_status::ok, written_};
}

std::optional<io_result> linked_machine::finish(const sansio::wait_until& action) const {
  // Not at once, even if it is due: the session may wait again and again to let others have their turn.
  return !told_ && action.when <= now_ ? std::optional(io_result{}) : std::nullopt;
}

std::optional<io_result> linked_machine::finish(const sansio::tls_handshake& action) const {
  if (passed_on_) {
    return passed_on_;
  }
  if (broken_) {
    return io_result{*broken_, 0};
  }
  return action.deadline <= now_ ? std::optional(io_result{io_status::timed_out, 0}) : std::nullopt;
}

void linked_machine::tell_session(io_result result) {
  action_ = session_->resume(result, now_);
  told_ = true;
  piece_ = 0;
  piece_offset_ = 0;
  written_ = 0;
  passed_on_.reset();
  if (ends()) {
    end_due_ = outbound_.end_arrival(now_);
    taken_at_ = now_;
    stuck_ = false;
  }
}

// ---- what the transport is asked for --------------------------------------------------------------

next_action linked_machine::ask() {
  if (const auto end = ends() ? ask_for_end() : std::nullopt) {
    return *end;
  }
  if (std::holds_alternative<sansio::tls_handshake>(action_) && outbound_.empty()) {
    inbound_.clear();  // came in clear: not to be taken for octets inside TLS (RFC 2595 §4)
    asked_ = asked::handshake;
    return action_;
  }
  if (const auto pieces = outbound_.arrived(now_); !pieces.empty()) {
    lent_ = 0;
    for (const std::string_view piece : pieces) {
      lent_ += piece.size();
    }
    asked_ = asked::write;
    return sansio::write{pieces, session_due()};
  }
  const time_point wake = std::min(outbound_.next_arrival(), session_due());
  if (reads()) {
    asked_ = asked::read;
    return sansio::read{std::span(read_).first(std::min(read_.size(), inbound_.room())), wake};
  }
  asked_ = asked::wait;
  return sansio::wait_until{wake};
}

std::optional<next_action> linked_machine::ask_for_end() {
  const auto* const close = std::get_if<sansio::close>(&action_);
  const bool lost = broken_ || now_ - taken_at_ >= link_.delivery_timeout;
  if (close == nullptr) {
    if (!lost && !outbound_.empty()) {
      return std::nullopt;
    }
    asked_ = asked::done;
    return sansio::done{};
  }
  const bool due = end_due_ <= now_;
  if (lost || (due && outbound_.empty()) || (due && stuck_ && close->kind == close_kind::abortive)) {
    asked_ = asked::close;
    return sansio::close{lost ? close_kind::abortive : close->kind};
  }
  return std::nullopt;
}

bool linked_machine::ends() const noexcept {
  return std::holds_alternative<sansio::close>(action_) || std::holds_alternative<sansio::done>(action_);
}

bool linked_machine::reads() const noexcept {
  return !broken_ && !end_heard_ && !ends() && !std::holds_alternative<sansio::tls_handshake>(action_) &&
         inbound_.room() != 0;
}

time_point linked_machine::session_due() const noexcept {
  if (const auto* const r = std::get_if<sansio::read>(&action_)) {
    return std::min({r->deadline, inbound_.next_arrival(), end_heard_.value_or(no_deadline)});
  }
  if (const auto* const w = std::get_if<sansio::write>(&action_)) {
    return w->deadline;
  }
  if (const auto* const pause = std::get_if<sansio::wait_until>(&action_)) {
    return pause->when;
  }
  if (const auto* const handshake = std::get_if<sansio::tls_handshake>(&action_)) {
    return handshake->deadline;
  }
  const time_point lost = taken_at_ + link_.delivery_timeout;
  const auto* const close = std::get_if<sansio::close>(&action_);
  if (close != nullptr && (end_due_ > now_ || close->kind == close_kind::abortive)) {
    return std::min(end_due_, lost);
  }
  return lost;
}

std::unique_ptr<sansio::any_machine> make_linked(std::unique_ptr<sansio::any_machine> session,
                                                 const link_settings& link, link_setup setup,
                                                 std::uint64_t connection) {
  return std::make_unique<linked_machine>(std::move(session), link, setup, connection);
}

}  // namespace popquiz::mockserver
