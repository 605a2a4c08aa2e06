#include "tls_session.hpp"

#include "tls_context_impl.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>

#include <algorithm>

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
constexpr std::size_t names_shown = 4;

int session_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

struct names_deleter {
  void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

// A certificate's author is a stranger: nothing but printable ASCII goes to the user's terminal.
std::string printable(std::string_view octets) {
  std::string text(octets.substr(0, 100));
  std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string address_text(const ASN1_OCTET_STRING& octets) {
  const unsigned char* data = ASN1_STRING_get0_data(&octets);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(&octets));
  if (boost::asio::ip::address_v4::bytes_type v4{}; size == v4.size()) {
    std::copy_n(data, size, v4.begin());
    return boost::asio::ip::address_v4(v4).to_string();
  }
  if (boost::asio::ip::address_v6::bytes_type v6{}; size == v6.size()) {
    std::copy_n(data, size, v6.begin());
    return boost::asio::ip::address_v6(v6).to_string();
  }
  return "?";
}

// Whom a certificate is for, as "a.example, b.example".
std::string names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, names_deleter> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::string text;
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  std::size_t shown = 0;
  for (int i = 0; i < count && shown < names_shown; ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    std::string one;
    if (name->type == GEN_DNS) {
      const unsigned char* const data = ASN1_STRING_get0_data(name->d.dNSName);
      one.assign(data, data + ASN1_STRING_length(name->d.dNSName));
    } else if (name->type == GEN_IPADD) {
      one = address_text(*name->d.iPAddress);
    } else {
      continue;
    }
    text += (text.empty() ? "" : ", ") + printable(one);
    ++shown;
  }
  return text.empty() ? "nobody" : text;
}

}  // namespace

tls_session::tls_session(const tls_context& context, tls_role role, const std::string& host,
                         boost::asio::ip::tcp::socket& socket)
    : host_(host), socket_(socket), role_(role) {
  ERR_clear_error();
  while (host_.ends_with('.')) {  // "mail.example." is "mail.example" to a certificate
    host_.pop_back();
  }
  ssl_.reset(SSL_new(context.shared()->handle.get()));
  BIO* const bio = ssl_ ? BIO_new(socket_bio::method()) : nullptr;
  if (bio == nullptr || SSL_set_ex_data(ssl_.get(), session_index(), this) != 1) {
    BIO_free(bio);
    why_ = "cannot set up TLS: " + take_tls_error();
    return;
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  if (role_ == tls_role::server) {
    SSL_set_accept_state(ssl_.get());
    ready_ = true;
    return;
  }
  SSL_set_connect_state(ssl_.get());
  SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, on_verify);
  ready_ = name_peer();
  if (!ready_) {
    why_ = "not a host name or IP address: " + printable(host_);
  }
}

tls_session::~tls_session() = default;

// RFC 7817 s3: DNS-ID or IP address only, "*" only as a whole left-most label.
bool tls_session::name_peer() {
  X509_VERIFY_PARAM* const verify = SSL_get0_param(ssl_.get());
  boost::system::error_code no_address;
  boost::asio::ip::make_address(host_, no_address);
  if (!no_address) {
    return X509_VERIFY_PARAM_set1_ip_asc(verify, host_.c_str()) == 1;
  }
  X509_VERIFY_PARAM_set_hostflags(verify,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return !host_.empty() && host_.find('\0') == std::string::npos &&
         X509_VERIFY_PARAM_set1_host(verify, host_.data(), host_.size()) == 1 &&
         SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host_.data()) == 1;
}

int tls_session::on_verify(int ok, X509_STORE_CTX* store) {
  if (ok == 1) {
    return 1;
  }
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& self = *static_cast<tls_session*>(SSL_get_ex_data(ssl, session_index()));
  const int error = X509_STORE_CTX_get_error(store);
  if (error == X509_V_ERR_HOSTNAME_MISMATCH || error == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    X509* const certificate = X509_STORE_CTX_get0_cert(store);
    self.refusal_ = "certificate is for " + names_of(certificate) + ", not " + printable(self.host_);
  } else {
    self.refusal_ = std::string("certificate refused: ") + X509_verify_cert_error_string(error);
  }
  return 0;
}

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
  if (!refusal_.empty()) {
    why_ = refusal_;
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
  if (!established_ && (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
                        reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_RECORD_TOO_SMALL)) {
    why_ += " (does the peer speak TLS at all?)";
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
  if (returned == 1) {
    established_ = true;
    return {};
  }
  return failed(returned, "TLS handshake");
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

std::string tls_session::version() const {
  return established_ ? std::string(SSL_get_version(ssl_.get())) + ' ' + SSL_get_cipher_name(ssl_.get())
                      : std::string();
}

}  // namespace popquiz::net
