#include "connection_impl.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <algorithm>
#include <chrono>

namespace popquiz::net {

namespace asio = boost::asio;
using sansio::io_status;
using sansio::time_point;

namespace {

// One address that swallows everything must not eat the time of the next one.
time_point share_of(time_point deadline, std::size_t attempts_left) {
  if (deadline == sansio::no_deadline) {
    return deadline;
  }
  const time_point now = std::chrono::steady_clock::now();
  return deadline <= now ? deadline : now + (deadline - now) / static_cast<int>(attempts_left);
}

}  // namespace

void connection::impl::begin_connect(endpoint where, time_point deadline, handler done) {
  if (!begin(done)) {
    return;
  }
  close_now();
  peer_certificate_.reset();
  where_ = std::move(where);
  host_ = where_.host;
  tls_settings_ = where_.tls;
  dial_deadline_ = deadline;
  addresses_.clear();
  next_address_ = 0;
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(host_, no_address);
  if (no_address) {
    resolve();
  } else {
    addresses_.emplace_back(address, where_.port);
    connect_next();
  }
}

void connection::impl::resolve() {
  phase_ = phase::resolving;
  wait_for_deadline(dial_deadline_);
  resolver_.async_resolve(host_, std::to_string(where_.port), asio::ip::resolver_base::numeric_service,
                          [self = shared_from_this(), ticket = ticket_](
                              const boost::system::error_code& error, const auto& found) {
                            if (ticket != self->ticket_) {
                              return;
                            }
                            if (error) {
                              self->dial_failed(io_status::failed, "cannot find the host " + self->host_ +
                                                                       ": " + error.message());
                              return;
                            }
                            for (const auto& entry : found) {
                              self->addresses_.push_back(entry.endpoint());
                            }
                            self->connect_next();
                          });
}

void connection::impl::connect_next() {
  boost::system::error_code ignored;
  best_effort(socket_.close(ignored));
  if (next_address_ == addresses_.size()) {
    dial_failed(io_status::failed, "");
    return;
  }
  phase_ = phase::connecting;
  wait_for_deadline(share_of(dial_deadline_, addresses_.size() - next_address_));
  socket_.async_connect(addresses_[next_address_++], [self = shared_from_this(), ticket = ticket_](
                                                         const boost::system::error_code& error) {
    if (ticket == self->ticket_) {
      self->connected(error);
    }
  });
}

void connection::impl::connected(const boost::system::error_code& error) {
  if (error) {
    error_text_ =
        "cannot connect to " + host_ + " port " + std::to_string(where_.port) + ": " + error.message();
    connect_next();
    return;
  }
  abandon();
  opened();
  if (!where_.implicit_tls) {
    finish({});
    return;
  }
  // Nothing was read yet, which an empty buffer attests.
  set_action(sansio::tls_handshake{*sansio::read_buffer(1).drained(), dial_deadline_});
  phase_ = phase::acting;
  drive();
}

void connection::impl::opened() {
  boost::system::error_code ignored;
  best_effort(socket_.non_blocking(true, ignored));
  best_effort(socket_.set_option(asio::ip::tcp::no_delay(true), ignored));
}

void connection::impl::dial_failed(io_status status, std::string_view why) {
  if (!why.empty()) {
    error_text_ = why;
  }
  close_now();
  finish({status, 0});
}

void connection::impl::dial_timed_out() {
  const bool more = phase_ == phase::connecting && next_address_ < addresses_.size();
  stop_waiting();
  if (more) {
    connect_next();
    return;
  }
  dial_failed(io_status::timed_out, "no connection to " + host_ + " port " + std::to_string(where_.port) +
                                        " within the time allowed");
}

}  // namespace popquiz::net
