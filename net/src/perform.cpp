#include "connection_impl.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>

namespace popquiz::net {

namespace asio = boost::asio;
using sansio::io_status;
using sansio::time_point;

namespace {

// How long a graceful close waits for the peer to take what was written and to close too. Closing
// before that, with octets of the peer's unread, would be a reset that can destroy what we wrote.
constexpr std::chrono::seconds graceful_close_limit{1};

constexpr std::size_t gather_limit = 64;  // pieces in one system call

attempt finished(io_status status, std::size_t octets = 0) {
  return {readiness::none, {status, octets}};
}

bool passed(time_point deadline) {
  return deadline != sansio::no_deadline && std::chrono::steady_clock::now() >= deadline;
}

}  // namespace

void connection::impl::set_action(sansio::next_action action) {
  action_ = action;
  piece_ = 0;
  piece_offset_ = 0;
  written_ = 0;
  if (std::holds_alternative<sansio::close>(action_)) {
    closing_ = closing::notify;
    close_deadline_ = std::chrono::steady_clock::now() + graceful_close_limit;
  }
}

time_point connection::impl::action_deadline() const noexcept {
  if (const auto* r = std::get_if<sansio::read>(&action_)) {
    return r->deadline;
  }
  if (const auto* w = std::get_if<sansio::write>(&action_)) {
    return w->deadline;
  }
  if (const auto* t = std::get_if<sansio::tls_handshake>(&action_)) {
    return t->deadline;
  }
  return std::holds_alternative<sansio::close>(action_) ? close_deadline_ : sansio::no_deadline;
}

attempt connection::impl::try_action() {
  attempt a;
  if (const auto* r = std::get_if<sansio::read>(&action_)) {
    a = socket_.is_open() ? try_read(*r) : not_open();
  } else if (const auto* w = std::get_if<sansio::write>(&action_)) {
    a = socket_.is_open() ? try_write(*w) : not_open();
  } else if (const auto* handshake = std::get_if<sansio::tls_handshake>(&action_)) {
    a = socket_.is_open() ? try_handshake(handshake->identity) : not_open();
  } else if (const auto* c = std::get_if<sansio::close>(&action_)) {
    return try_close(c->kind);
  } else if (const auto* pause = std::get_if<sansio::wait_until>(&action_)) {
    return finished(std::chrono::steady_clock::now() >= pause->when ? io_status::ok : io_status::timed_out);
  }
  if (a.wait != readiness::none && passed(action_deadline())) {
    error_text_ = "the deadline passed";
    return finished(io_status::timed_out, written_);
  }
  return a;
}

attempt connection::impl::transport_error(const boost::system::error_code& error) {
  if (error == asio::error::eof) {
    return finished(io_status::end_of_stream);
  }
  error_text_ = error.message();
  const bool reset = error == asio::error::connection_reset || error == asio::error::broken_pipe;
  return finished(reset ? io_status::connection_reset : io_status::failed);
}

attempt connection::impl::not_open() {
  error_text_ = "the connection is not open";
  return finished(io_status::failed);
}

/// Null when there is none.
const tls_context* connection::impl::context_of(sansio::tls_identity identity) const noexcept {
  identity = identity == sansio::tls_identity::ordinary ? shown_ : identity;
  const bool is_ordinary = identity == sansio::tls_identity::ordinary;
  if (!is_ordinary && identities_ == nullptr) {
    return nullptr;
  }
  const std::optional<tls_context>& found = is_ordinary ? tls_settings_ : identities_->of(identity);
  return found ? &*found : nullptr;
}

attempt connection::impl::try_handshake(sansio::tls_identity identity) {
  if (tls_ && tls_->established()) {
    error_text_ = "TLS is in use already";
    return finished(io_status::tls_failed);
  }
  const tls_context* const context = context_of(identity);
  if (context == nullptr) {
    error_text_ = "no TLS settings were given";
    return finished(io_status::tls_failed);
  }
  if (!tls_) {
    tls_ = std::make_unique<tls_session>(*context, role_,
                                         peer_names{host_, where_.mail_domain, where_.implicit_tls}, socket_);
  }
  const attempt a = tls_->handshake();
  if (a.wait == readiness::none) {
    peer_certificate_ = tls_->peer_certificate();
  }
  if (a.wait == readiness::none && a.result.status != io_status::ok) {
    error_text_ = tls_->why();
  }
  return a;
}

attempt connection::impl::try_read(const sansio::read& action) {
  if (action.into.empty()) {
    error_text_ = "a read needs room";
    return finished(io_status::failed);
  }
  if (tls_) {
    const attempt a = tls_->read(action.into);
    if (a.wait == readiness::none && a.result.status != io_status::ok) {
      error_text_ = tls_->why();
    }
    return a;
  }
  boost::system::error_code error;
  const std::size_t got = socket_.read_some(asio::buffer(action.into.data(), action.into.size()), error);
  if (error == asio::error::would_block) {
    return {readiness::readable, {}};
  }
  return error ? transport_error(error) : finished(io_status::ok, got);
}

attempt connection::impl::try_write(const sansio::write& action) {
  attempt a = tls_ ? try_tls_write(action) : try_plain_write(action);
  a.result.octets = written_;
  return a;
}

attempt connection::impl::try_plain_write(const sansio::write& action) {
  while (piece_ < action.pieces.size()) {
    std::array<asio::const_buffer, gather_limit> buffers;
    std::size_t count = 0;
    std::size_t offered = 0;
    std::size_t skip = piece_offset_;
    for (std::size_t i = piece_; i < action.pieces.size() && count < buffers.size(); ++i) {
      const std::string_view piece = action.pieces[i].substr(skip);
      buffers[count++] = asio::buffer(piece.data(), piece.size());
      offered += piece.size();
      skip = 0;
    }
    boost::system::error_code error;
    std::size_t sent = socket_.write_some(std::span<const asio::const_buffer>(buffers.data(), count), error);
    if (error == asio::error::would_block) {
      return {readiness::writable, {}};
    }
    if (error) {
      return transport_error(error);
    }
    written_ += sent;
    const bool is_full = sent < offered;  // so another attempt would only be told to wait
    while (piece_ < action.pieces.size() && sent >= action.pieces[piece_].size() - piece_offset_) {
      sent -= action.pieces[piece_].size() - piece_offset_;
      piece_offset_ = 0;
      ++piece_;
    }
    piece_offset_ += sent;
    if (is_full) {
      return {readiness::writable, {}};
    }
  }
  return finished(io_status::ok);
}

attempt connection::impl::try_tls_write(const sansio::write& action) {
  while (piece_ < action.pieces.size()) {
    const attempt a = tls_->write(action.pieces[piece_].substr(piece_offset_));
    written_ += a.result.octets;
    piece_offset_ += a.result.octets;
    if (a.wait != readiness::none) {
      return a;
    }
    if (a.result.status != io_status::ok) {
      error_text_ = tls_->why();
      return a;
    }
    if (piece_offset_ == action.pieces[piece_].size()) {
      piece_offset_ = 0;
      ++piece_;
    }
  }
  const attempt a = tls_->flush();
  if (a.wait == readiness::none && a.result.status != io_status::ok) {
    error_text_ = tls_->why();
  }
  return a;
}

attempt connection::impl::try_close(sansio::close_kind kind) {
  if (!socket_.is_open()) {
    return finished(io_status::ok);
  }
  if (kind == sansio::close_kind::abortive) {
    reset();
    return finished(io_status::ok);
  }
  if (closing_ == closing::notify) {
    const attempt a = tls_ ? tls_->send_close_notify() : attempt{};
    if (a.wait != readiness::none && !passed(close_deadline_)) {
      return a;
    }
    closing_ = closing::half_close;
  }
  if (closing_ == closing::half_close) {
    boost::system::error_code ignored;
    best_effort(socket_.shutdown(asio::socket_base::shutdown_send, ignored));
    closing_ = closing::drain;
  }
  const attempt a = try_drain();
  if (a.wait == readiness::none || passed(close_deadline_)) {
    close_now();
    return finished(io_status::ok);
  }
  return a;
}

// Below TLS: what the peer still says interests nobody.
attempt connection::impl::try_drain() {
  std::array<char, 4096> unread;
  for (int rounds = 0; rounds < 256; ++rounds) {
    boost::system::error_code error;
    static_cast<void>(socket_.read_some(asio::buffer(unread), error));
    if (error == asio::error::would_block) {
      return {readiness::readable, {}};
    }
    if (error) {
      return {};
    }
  }
  return {readiness::readable, {}};
}

void connection::impl::reset() {
  boost::system::error_code ignored;
  best_effort(socket_.set_option(asio::socket_base::linger(true, 0), ignored));
  close_now();
}

attempt connection::impl::attempt_write(std::string_view octets) {
  if (!tls_) {
    boost::system::error_code error;
    const std::size_t sent =
        octets.empty() ? 0 : socket_.write_some(asio::buffer(octets.data(), octets.size()), error);
    if (error == asio::error::would_block) {
      return {readiness::writable, {}};
    }
    return error ? transport_error(error) : finished(io_status::ok, sent);
  }
  attempt a = tls_->write(octets);
  if (a.wait != readiness::none || a.result.status == io_status::ok) {
    const attempt flushed = tls_->flush();
    a = {flushed.wait, {flushed.result.status, a.result.octets}};
  }
  if (a.wait == readiness::none && a.result.status != io_status::ok) {
    error_text_ = tls_->why();
  }
  return a;
}

attempt connection::impl::attempt_end_of_sending(bool truncated) {
  if (tls_ && !truncated) {
    if (const attempt a = tls_->send_close_notify(); a.wait != readiness::none) {
      return a;
    }
  }
  boost::system::error_code ignored;
  best_effort(socket_.shutdown(asio::socket_base::shutdown_send, ignored));
  return finished(io_status::ok);
}

void connection::impl::close_now() {
  boost::system::error_code ignored;
  best_effort(socket_.close(ignored));
  tls_.reset();
}

}  // namespace popquiz::net
