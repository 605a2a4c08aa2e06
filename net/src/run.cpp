#include "connection_impl.hpp"

#include <boost/asio/post.hpp>

#include <chrono>

namespace popquiz::net {

using sansio::io_status;

namespace {

// Actions done in a row before others on the same executor get their turn. A write may have 256 KiB: with a
// thousand greedy peers, everybody else waits for a thousand of these turns.
constexpr int turn = 8;

}  // namespace

void connection::impl::begin_action(sansio::next_action action, handler done) {
  if (begin(done)) {
    set_action(action);
    drive();
  }
}

void connection::impl::begin_run(sansio::any_machine& m, handler done) {
  if (begin(done)) {
    machine_ = &m;
    set_action(sansio::wait_until{});  // which is over at once: the machine's first call
    drive();
  }
}

void connection::impl::drive() {
  // A machine may cancel or destroy us from within resume(); the caller's reference keeps us alive.
  const auto self = shared_from_this();
  driving_ = true;
  for (int left = turn;; --left) {
    if (left == 0) {
      wait_for_deadline(sansio::no_deadline);
      boost::asio::post(executor_, [self, ticket = ticket_] { self->proceed(ticket); });
      break;
    }
    const attempt a = try_action();
    if (a.wait != readiness::none) {
      wait(a.wait, action_deadline());
      break;
    }
    if (const auto* pause = std::get_if<sansio::wait_until>(&action_);
        pause != nullptr && a.result.status == io_status::timed_out) {
      wait(readiness::none, pause->when);
      break;
    }
    if (machine_ == nullptr) {
      driving_ = false;
      finish(a.result);
      return;
    }
    if (a.result.status != io_status::ok) {
      last_failure_ = a.result;
    }
    set_action(machine_->resume(a.result, std::chrono::steady_clock::now()));
    if (cancelled_) {
      break;
    }
    if (std::holds_alternative<sansio::done>(action_)) {
      driving_ = false;
      finish(last_failure_);
      return;
    }
  }
  driving_ = false;
  if (cancelled_) {
    cancelled_ = false;
    cancel_machine();
    finish({io_status::cancelled, 0});
    if (gone_) {
      boost::system::error_code ignored;
      best_effort(socket_.close(ignored));
    }
  }
}

void connection::impl::cancel_machine() {
  if (machine_ == nullptr) {
    return;
  }
  const auto answer = machine_->resume({io_status::cancelled, 0}, std::chrono::steady_clock::now());
  if (std::holds_alternative<sansio::close>(answer)) {
    close_now();
  }
}

}  // namespace popquiz::net
