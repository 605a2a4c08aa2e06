#include <popquiz/net/connection.hpp>

#include "connection_impl.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <chrono>

namespace popquiz::net {

namespace asio = boost::asio;
using sansio::io_result;
using sansio::io_status;
using sansio::time_point;

connection::impl::impl(asio::any_io_executor executor, tls_role role)
    : executor_(std::move(executor)),
      socket_(executor_),
      resolver_(executor_),
      timer_(executor_),
      role_(role) {}

connection::impl::impl(asio::ip::tcp::socket accepted, std::optional<tls_context> tls)
    : executor_(accepted.get_executor()),
      socket_(std::move(accepted)),
      resolver_(executor_),
      timer_(executor_),
      tls_settings_(std::move(tls)),
      role_(tls_role::server) {
  opened();
}

bool connection::impl::begin(handler& done) {
  if (gone_ || phase_ != phase::idle) {
    const io_status status = gone_ ? io_status::cancelled : io_status::failed;
    asio::post(executor_, asio::append(std::move(done), io_result{status, 0}));
    return false;
  }
  done_.emplace(std::move(done));
  work_ = asio::prefer(asio::get_associated_executor(*done_, executor_),
                       asio::execution::outstanding_work.tracked);
  if (auto slot = asio::get_associated_cancellation_slot(*done_); slot.is_connected()) {
    slot.assign([self = weak_from_this()](asio::cancellation_type) {
      if (const auto alive = self.lock()) {
        alive->cancel();
      }
    });
  }
  phase_ = phase::acting;
  last_failure_ = {};
  error_text_.clear();
  return true;
}

void connection::impl::finish(io_result result) {
  abandon();
  if (timer_due_) {
    timer_due_.reset();
    timer_.cancel();
  }
  phase_ = phase::idle;
  machine_ = nullptr;
  if (auto slot = asio::get_associated_cancellation_slot(*done_); slot.is_connected()) {
    slot.clear();
  }
  asio::post(executor_, asio::append(std::move(*done_), result));
  done_.reset();
  work_ = {};
}

void connection::impl::wait(readiness what, time_point deadline) {
  wait_for_deadline(deadline);
  if (what == readiness::none) {
    return;
  }
  socket_.async_wait(
      what == readiness::readable ? asio::socket_base::wait_read : asio::socket_base::wait_write,
      [self = shared_from_this(), ticket = ticket_](const boost::system::error_code&) {
        self->proceed(ticket);
      });
}

void connection::impl::wait_for_deadline(time_point deadline) {
  ++ticket_;
  waiting_ = true;
  deadline_ = deadline;
  arm_timer();
}

void connection::impl::proceed(std::uint64_t ticket) {
  if (ticket == ticket_ && waiting_) {
    waiting_ = false;
    drive();
  }
}

// A timer that is due no later than the deadline is left alone; on_timer() sets it anew. So a machine
// that reads on and on with a deadline a minute away costs no timer at all.
void connection::impl::arm_timer() {
  if (deadline_ == sansio::no_deadline || (timer_due_ && *timer_due_ <= deadline_)) {
    return;
  }
  timer_due_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && self->timer_due_) {
      self->on_timer();
    }
  });
}

void connection::impl::on_timer() {
  if (std::chrono::steady_clock::now() < *timer_due_) {
    return;  // set anew since this one was queued
  }
  timer_due_.reset();
  if (!waiting_) {
    return;
  }
  if (std::chrono::steady_clock::now() < deadline_) {
    arm_timer();
    return;
  }
  switch (phase_) {
    case phase::idle:
      break;
    case phase::resolving:
    case phase::connecting:
      dial_timed_out();
      break;
    case phase::acting:
      stop_waiting();
      drive();
      break;
  }
}

void connection::impl::abandon() {
  ++ticket_;
  waiting_ = false;
}

void connection::impl::stop_waiting() {
  abandon();
  resolver_.cancel();
  boost::system::error_code ignored;
  best_effort(socket_.cancel(ignored));
}

void connection::impl::cancel() {
  if (phase_ == phase::idle) {
    return;
  }
  if (driving_) {
    cancelled_ = true;
    return;
  }
  stop_waiting();
  cancel_machine();
  finish({io_status::cancelled, 0});
}

void connection::impl::destroy() noexcept try {
  gone_ = true;
  machine_ = nullptr;
  cancelled_ = driving_;
  if (!driving_) {
    if (phase_ != phase::idle) {
      stop_waiting();
      finish({io_status::cancelled, 0});
    }
    boost::system::error_code ignored;
    best_effort(socket_.close(ignored));
  }
} catch (...) {
  done_.reset();  // no memory to queue the handler: it is dropped, as when its io_context goes
}

connection::connection(asio::any_io_executor executor)
    : impl_(std::make_shared<impl>(std::move(executor), tls_role::client)) {}

connection::connection(asio::ip::tcp::socket accepted, std::optional<tls_context> tls)
    : impl_(std::make_shared<impl>(std::move(accepted), std::move(tls))) {}

connection::~connection() {
  if (impl_) {
    impl_->destroy();
  }
}

connection::connection(connection&&) noexcept = default;

connection& connection::operator=(connection&& other) noexcept {
  if (this != &other) {
    if (impl_) {
      impl_->destroy();
    }
    impl_ = std::move(other.impl_);
  }
  return *this;
}

// dispatch(): an operation may be begun from a thread that does not run the executor (use_future).
void connection::start_connect(endpoint where, time_point deadline, handler done) {
  asio::dispatch(impl_->executor(),
                 [self = impl_, to = std::move(where), deadline, h = std::move(done)]() mutable {
                   self->begin_connect(std::move(to), deadline, std::move(h));
                 });
}

void connection::start_perform(sansio::next_action action, handler done) {
  asio::dispatch(impl_->executor(), [self = impl_, action, h = std::move(done)]() mutable {
    self->begin_action(action, std::move(h));
  });
}

void connection::start_run(sansio::any_machine& m, handler done) {
  asio::dispatch(impl_->executor(),
                 [self = impl_, &m, h = std::move(done)]() mutable { self->begin_run(m, std::move(h)); });
}

void connection::cancel() {
  asio::dispatch(impl_->executor(), [self = impl_] { self->cancel(); });
}

const std::string& connection::error_text() const noexcept {
  return impl_->error_text();
}

void connection::set_identities(std::shared_ptr<const tls_identities> identities,
                                sansio::tls_identity shown) {
  impl_->set_identities(std::move(identities), shown);
}

bool connection::in_tls() const noexcept {
  return impl_->tls() != nullptr && impl_->tls()->established();
}

std::string connection::tls_version() const {
  return in_tls() ? impl_->tls()->version() : std::string();
}

const std::optional<certificate_facts>& connection::peer_certificate() const noexcept {
  return impl_->peer_certificate();
}

std::optional<sansio::channel_binding> connection::channel_binding() const {
  return in_tls() ? impl_->tls()->channel_binding() : std::nullopt;
}

asio::any_io_executor connection::get_executor() const {
  return impl_->executor();
}

}  // namespace popquiz::net
