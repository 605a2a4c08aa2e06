#include "bent_op.hpp"

#include <variant>

namespace popquiz::broken_client {

using sansio::io_result;
using sansio::io_status;
using sansio::next_action;

next_action bent_op::read() const noexcept {
  return sansio::read{wire_->room(), orders_->has(fault::no_timeout) ? sansio::no_deadline : deadline_};
}

next_action bent_op::resume(io_result last, sansio::time_point now) noexcept {
  if (!into_.empty()) {  // the core waits for octets
    if (last.status == io_status::ok) {
      wire_->heard(last.octets);
      if (!wire_->has_octets()) {
        return read();
      }
    }
    if (last.status == io_status::ok || wire_->replaces(last.status)) {
      last = {io_status::ok, wire_->give(into_)};
    }
    into_ = {};
  }
  for (;;) {
    next_action action = inner_->resume(last, now);
    if (auto* const reading = std::get_if<sansio::read>(&action)) {
      if (wire_->has_octets()) {
        last = {io_status::ok, wire_->give(reading->into)};
        continue;
      }
      into_ = reading->into;
      deadline_ = reading->deadline;
      return read();
    }
    if (auto* const writing = std::get_if<sansio::write>(&action)) {
      writing->pieces = wire_->said(writing->pieces);
    } else if (auto* const shaking = std::get_if<sansio::tls_handshake>(&action)) {
      wire_->handshake_begins();
      if (orders_->has(fault::no_timeout)) {
        shaking->deadline = sansio::no_deadline;
      }
    }
    return action;
  }
}

}  // namespace popquiz::broken_client
