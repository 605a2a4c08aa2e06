#pragma once

#include <popquiz/net/certificate_facts.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/net/tls_identities.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::net {

/// Where to connect, and whether TLS begins at once (RFC 8314 §3.3).
struct endpoint {
  std::string host;  ///< DNS name or IP address; also the name the certificate must carry
  std::uint16_t port = 110;
  std::optional<tls_context> tls;  ///< set: implicit TLS; also what a later tls_handshake action uses
  bool implicit_tls = false;
  /// Of the user's address, in ASCII. Set: a certificate for it (DNS name, or SRV name of the service in
  /// use) is good, too, as RFC 7817 §3 has it for servers that were found with find_pop3_services().
  std::string mail_domain = {};
};

/// One TCP connection that may become a TLS one, and the engine that runs sans-I/O machines over it.
/// Used from one strand or thread at a time. One operation is under way at a time; destroying or
/// cancel()ling it completes that operation with io_status::cancelled. Every wait has the deadline of
/// its action. All operations take any Asio completion token with the signature void(io_result).
///
/// A completion handler runs on its associated executor, by default the connection's, and never from
/// within the call that began the operation. An operation may be begun, and cancel() called, from a
/// thread that does not run the executor while no operation is under way. A cancellation slot of the
/// token is honoured: any signal is a cancel(). An operation begun while another one is under way
/// completes with io_status::failed.
///
/// The clock is std::chrono::steady_clock. TCP_NODELAY is set, so that each write is a segment of its own.
///
/// What the actions do beyond their contract: a timed-out write reports how many octets went out (in
/// TLS, how many are in records begun, whose rest goes out with the next write). A TLS peer that
/// closes without close_notify is connection_reset, not end_of_stream. A graceful close sends
/// close_notify and FIN, then reads and drops what the peer still says until it closes too, one
/// second at most, so that nothing written is destroyed by a reset. wait_until watches no socket.
class connection {
 public:
  /// A client's connection, not yet open.
  explicit connection(boost::asio::any_io_executor executor);
  /// A server's: an accepted socket and, when the server speaks TLS, its context.
  connection(boost::asio::ip::tcp::socket accepted, std::optional<tls_context> tls);
  /// For a server that is to show a wrong certificate: what a tls_handshake of an identity that is not
  /// ordinary uses, and of which identity one is that says ordinary. Without it the former is tls_failed.
  /// Before the first operation.
  void set_identities(std::shared_ptr<const tls_identities> identities,
                      sansio::tls_identity shown = sansio::tls_identity::ordinary);
  ~connection();
  connection(connection&&) noexcept;
  connection& operator=(connection&&) noexcept;

  /// Resolves, connects (each address in turn) and, with implicit_tls, shakes hands. Client role only.
  template <class Token>
  auto async_connect(endpoint where, sansio::time_point deadline, Token&& token) {
    return boost::asio::async_initiate<Token, void(sansio::io_result)>(
        [this](auto finished, endpoint to, sansio::time_point until) {
          start_connect(std::move(to), until, std::move(finished));
        },
        token, std::move(where), deadline);
  }

  /// Performs one action. The views in it must stay valid until completion.
  template <class Token>
  auto async_perform(sansio::next_action action, Token&& token) {
    return boost::asio::async_initiate<Token, void(sansio::io_result)>(
        [this](auto finished, sansio::next_action what) { start_perform(what, std::move(finished)); }, token,
        action);
  }

  /// Runs `m` until it is done. `m` must stay valid until completion; its outcome lies in it. Completes
  /// with the result of the last action that failed, or ok. When cancelled, `m` is told so once and may
  /// answer with close (done at once); when the connection is destroyed, `m` is not touched any more.
  template <class Token>
  auto async_run(sansio::any_machine& m, Token&& token) {
    return boost::asio::async_initiate<Token, void(sansio::io_result)>(
        [this, &m](auto finished) { start_run(m, std::move(finished)); }, token);
  }

  /// Ends the operation under way with io_status::cancelled.
  void cancel();

  /// What went wrong last, for a person: "certificate is for mail.example, not localhost". Never has
  /// octets of the conversation in it. Empty when nothing did.
  [[nodiscard]] const std::string& error_text() const noexcept;

  /// TLS is in use. Its protocol and cipher then ("TLSv1.3 TLS_AES_256_GCM_SHA384"), empty otherwise.
  [[nodiscard]] bool in_tls() const noexcept;
  [[nodiscard]] std::string tls_version() const;

  /// What the peer's certificate said in the last handshake, be it that it was refused; nothing before,
  /// and when none came. A server's client that has one here was vouched for by the server's issuers. Valid
  /// until the next operation begins; kept when the connection closes.
  [[nodiscard]] const std::optional<certificate_facts>& peer_certificate() const noexcept;

  /// What binds a SASL exchange to this connection, the same on both sides: "tls-exporter" (RFC 9266) in
  /// TLS 1.3, and in TLS 1.2 with the extended master secret (RFC 7627); "tls-unique" (RFC 5929) in a full
  /// handshake of TLS 1.2 without it. Nothing when TLS is not in use.
  [[nodiscard]] std::optional<sansio::channel_binding> channel_binding() const;

  [[nodiscard]] boost::asio::any_io_executor get_executor() const;

 private:
  friend class relay;
  using handler = boost::asio::any_completion_handler<void(sansio::io_result)>;
  void start_connect(endpoint where, sansio::time_point deadline, handler done);
  void start_perform(sansio::next_action action, handler done);
  void start_run(sansio::any_machine& m, handler done);

  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace popquiz::net
