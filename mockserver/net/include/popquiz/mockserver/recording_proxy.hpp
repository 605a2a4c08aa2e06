#pragma once

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/net/connection.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace popquiz::mockserver {

struct recording_proxy_settings {
  /// Where clients connect, how TLS begins with them, and who records (nobody: the client is turned away).
  /// `link` is not used.
  listener_settings clients;
  /// Whom each client's octets go to. Its TLS context serves implicit TLS, and STLS.
  net::endpoint server;
  std::chrono::milliseconds connect_timeout{30'000};
  /// Called when a session could not be passed on, or not be read any more; `why` is for a person.
  std::function<void(std::uint64_t session, const std::string& why)> on_trouble = nullptr;
};

/// Stands between clients and a server: each connection is passed on to one of its own to the server, octet
/// for octet, both ways at once, and written down.
///
/// TLS is ended on both sides, so that it can be read: at once on either, or by STLS (with
/// tls_start::by_stls and both contexts): when the server has said +OK to it and all that came in clear is
/// passed on, the handshakes begin, the server's first. Without that what comes behind STLS is passed on
/// unread. Null and `why` set when it can't listen.
[[nodiscard]] std::unique_ptr<listener> open_recording_proxy(boost::asio::any_io_executor executor,
                                                             recording_proxy_settings settings,
                                                             std::string& why);

}  // namespace popquiz::mockserver
