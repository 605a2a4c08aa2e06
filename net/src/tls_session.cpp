#include "tls_session.hpp"

#include "channel_binding.hpp"
#include "tls_context_impl.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::net {

using sansio::io_status;

// The record layer's way to the socket. OpenSSL's own would raise SIGPIPE.
struct socket_bio {
  static tls_session& owner(BIO* bio) { return *static_cast<tls_session*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    tls_session& self = owner(bio);
    const auto got =
        self.socket_.read_some(boost::asio::buffer(into, static_cast<std::size_t>(size)), self.socket_error_);
    if (!self.socket_error_) {
      return static_cast<int>(got);
    }
    if (self.socket_error_ == boost::asio::error::would_block) {
      BIO_set_retry_read(bio);
    }
    self.at_eof_ = self.socket_error_ == boost::asio::error::eof;
    return self.at_eof_ ? 0 : -1;
  }

  static int write(BIO* bio, const char* from, int size) {
    BIO_clear_retry_flags(bio);
    tls_session& self = owner(bio);
    const auto sent = self.socket_.write_some(boost::asio::buffer(from, static_cast<std::size_t>(size)),
                                              self.socket_error_);
    if (!self.socket_error_) {
      return static_cast<int>(sent);
    }
    if (self.socket_error_ == boost::asio::error::would_block) {
      BIO_set_retry_write(bio);
    }
    return -1;
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) {
      return owner(bio).at_eof_ ? 1 : 0;
    }
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static const BIO_METHOD* method() {
    struct deleter {
      void operator()(BIO_METHOD* m) const noexcept { BIO_meth_free(m); }
    };
    static const std::unique_ptr<BIO_METHOD, deleter> made = [] {
      std::unique_ptr<BIO_METHOD, deleter> m(
          BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "popquiz socket"));
      if (m) {
        BIO_meth_set_read(m.get(), read);
        BIO_meth_set_write(m.get(), write);
        BIO_meth_set_ctrl(m.get(), control);
      }
      return m;
    }();
    return made.get();
  }
};

namespace {

constexpr std::size_t record_limit = 16384;  // RFC 8446 s5.1: octets of a record's plaintext

// What OpenSSL's reason for a failed handshake means to the user; nothing when it speaks for itself.
std::string_view hint_for(int reason) {
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_TOO_SMALL:
      return " (does the peer speak TLS at all?)";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return " (TLS 1.2 or 1.3 is needed)";
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return " (no POP3 is spoken there)";
    default:
      return "";
  }
}

}  // namespace

tls_session::tls_session(const tls_context& context, tls_role role, peer_names peer,
                         boost::asio::ip::tcp::socket& socket)
    : verification_(role, std::move(peer), context.shared()), socket_(socket), role_(role) {
  ERR_clear_error();
  ssl_.reset(SSL_new(context.shared()->handle.get()));
  BIO* const bio = ssl_ ? BIO_new(socket_bio::method()) : nullptr;
  if (bio == nullptr) {
    why_ = "cannot set up TLS: " + take_tls_error();
    return;
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  if (role_ == tls_role::server) {
    SSL_set_accept_state(ssl_.get());
  } else {
    SSL_set_connect_state(ssl_.get());
  }
  ready_ = verification_.attach(ssl_.get());
  if (!ready_) {
    why_ =
        verification_.refusal().empty() ? "cannot set up TLS: " + take_tls_error() : verification_.refusal();
  }
}

tls_session::~tls_session() = default;

attempt tls_session::failed(int returned, std::string_view doing) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {readiness::readable, {}};
    case SSL_ERROR_WANT_WRITE:
      return {readiness::writable, {}};
    case SSL_ERROR_ZERO_RETURN:
      return {readiness::none, {io_status::end_of_stream, 0}};
    default:
      break;
  }
  if (!verification_.refusal().empty()) {
    why_ = verification_.refusal();
    ERR_clear_error();
    return {readiness::none, {io_status::tls_failed, 0}};
  }
  if (at_eof_) {
    // Without close_notify nobody can tell an end from a cut (RFC 8314 s3.4).
    why_ = std::string(doing) + ": the peer closed the connection without close_notify";
    ERR_clear_error();
    return {readiness::none, {established_ ? io_status::connection_reset : io_status::tls_failed, 0}};
  }
  if (socket_error_ && socket_error_ != boost::asio::error::would_block) {
    why_ = std::string(doing) + ": " + socket_error_.message();
    ERR_clear_error();
    const bool reset = socket_error_ == boost::asio::error::connection_reset ||
                       socket_error_ == boost::asio::error::broken_pipe;
    return {readiness::none, {reset ? io_status::connection_reset : io_status::failed, 0}};
  }
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  why_ = std::string(doing) + ": " + take_tls_error();
  if (!established_) {
    why_ += hint_for(reason);
  }
  return {readiness::none, {io_status::tls_failed, 0}};
}

attempt tls_session::handshake() {
  if (!ready_) {
    return {readiness::none, {io_status::tls_failed, 0}};
  }
  ERR_clear_error();
  socket_error_ = {};
  const int returned = SSL_do_handshake(ssl_.get());
  if (returned != 1) {
    return failed(returned, "TLS handshake");
  }
  established_ = true;
  return {};
}

attempt tls_session::read(std::span<char> into) {
  if (held_) {
    return *held_;
  }
  ERR_clear_error();
  socket_error_ = {};
  std::size_t total = 0;
  while (total < into.size()) {
    std::size_t got = 0;
    const int returned = SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &got);
    if (returned != 1) {
      const attempt a = failed(returned, "TLS");
      if (a.wait == readiness::none) {
        held_ = a;  // an end is told once the octets before it are, and then for ever
      }
      if (total != 0) {
        break;
      }
      return a;
    }
    total += got;
    if (SSL_has_pending(ssl_.get()) == 0) {
      break;
    }
  }
  return {readiness::none, {io_status::ok, total}};
}

attempt tls_session::flush() {
  while (!record_.empty()) {
    ERR_clear_error();
    socket_error_ = {};
    std::size_t sent = 0;
    const int returned = SSL_write_ex(ssl_.get(), record_.data(), record_.size(), &sent);
    if (returned != 1) {
      return failed(returned, "TLS");
    }
    record_.erase(0, sent);
  }
  return {};
}

attempt tls_session::write(std::string_view octets) {
  std::size_t taken = 0;
  while (taken < octets.size()) {
    if (record_.size() == record_limit) {
      if (attempt a = flush(); !record_.empty()) {
        if (taken != 0 && a.wait != readiness::none) {
          break;
        }
        a.result.octets = taken;
        return a;
      }
    }
    const std::size_t room = std::min(record_limit - record_.size(), octets.size() - taken);
    record_.append(octets.substr(taken, room));
    taken += room;
  }
  return {readiness::none, {io_status::ok, taken}};
}

attempt tls_session::send_close_notify() {
  if (!established_) {
    return {};
  }
  ERR_clear_error();
  socket_error_ = {};
  const int returned = SSL_shutdown(ssl_.get());
  return returned >= 0 ? attempt{} : failed(returned, "TLS close");
}

std::optional<sansio::channel_binding> tls_session::channel_binding() const {
  return established_ ? binding_of(ssl_.get(), role_) : std::nullopt;
}

std::string tls_session::version() const {
  return established_ ? std::string(SSL_get_version(ssl_.get())) + ' ' + SSL_get_cipher_name(ssl_.get())
                      : std::string();
}

}  // namespace popquiz::net
