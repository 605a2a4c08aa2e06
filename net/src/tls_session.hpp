#pragma once

#include <popquiz/net/certificate_facts.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include "peer_verification.hpp"

#include <openssl/ssl.h>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::net {

/// What must happen before an attempt can be repeated.
enum class readiness : std::uint8_t { none, readable, writable };

/// One attempt at something without blocking: finished with a result, or what to wait for.
struct attempt {
  readiness wait = readiness::none;
  sansio::io_result result;
};

/// TLS straight over a non-blocking socket. It never waits and holds no operation of Asio's, so that
/// giving up one attempt (a deadline) leaves it as it was.
class tls_session {
 public:
  /// `socket` must outlive the session. `peer` (clients only): the names of which the certificate must
  /// carry one.
  tls_session(const tls_context& context, tls_role role, peer_names peer,
              boost::asio::ip::tcp::socket& socket);
  ~tls_session();
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  [[nodiscard]] attempt handshake();
  [[nodiscard]] attempt read(std::span<char> into);
  /// `octets` is copied: what was begun is finished by the next write() or flush().
  [[nodiscard]] attempt write(std::string_view octets);
  /// Octets accepted by write() and not yet given to the socket.
  [[nodiscard]] attempt flush();
  [[nodiscard]] attempt send_close_notify();

  [[nodiscard]] bool established() const noexcept { return established_; }
  /// What the peer's certificate says, whatever came of it.
  [[nodiscard]] const std::optional<certificate_facts>& peer_certificate() const noexcept {
    return verification_.facts();
  }
  [[nodiscard]] std::optional<sansio::channel_binding> channel_binding() const;
  /// "TLSv1.3 TLS_AES_256_GCM_SHA384"
  [[nodiscard]] std::string version() const;
  /// Why the last attempt failed.
  [[nodiscard]] const std::string& why() const noexcept { return why_; }

 private:
  friend struct socket_bio;
  struct ssl_deleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  };

  [[nodiscard]] attempt failed(int returned, std::string_view doing);

  peer_verification verification_;
  std::string why_;
  std::string record_;  ///< octets of the record under way
  boost::asio::ip::tcp::socket& socket_;
  boost::system::error_code socket_error_;
  std::optional<attempt> held_;  ///< how reading ended
  tls_role role_;
  bool at_eof_ = false;  ///< FIN came; a later write does not change that
  bool ready_ = false;
  bool established_ = false;
  std::unique_ptr<SSL, ssl_deleter> ssl_;
};

}  // namespace popquiz::net
