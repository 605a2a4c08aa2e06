#pragma once

#include <popquiz/net/connection.hpp>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::net {

using sansio::io_result;
using sansio::io_status;

inline sansio::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}
inline sansio::time_point soon() {
  return in(std::chrono::milliseconds(20));
}
inline sansio::time_point late() {
  return in(std::chrono::seconds(30));
}

/// A result that is still to come.
struct outcome {
  std::optional<io_result> result;
  auto filler() {
    return [this](io_result r) { result = r; };
  }
  [[nodiscard]] io_status status() const { return result.value_or(io_result{io_status::failed, 0}).status; }
};

/// A self-signed certificate, and who trusts it.
class authority {
 public:
  explicit authority(const std::string& host) : server_(make_self_signed(host, why_).value()) {}

  tls_context server() { return tls_context::for_server(server_, why_).value(); }
  tls_context client() { return tls_context::for_client({.ca_pem = server_.certificate_pem}, why_).value(); }

 private:
  std::string why_;
  tls_server_settings server_;
};

/// Both ends of one connection on one io_context.
class loopback {
 public:
  explicit loopback(std::optional<tls_context> server_tls = std::nullopt)
      : acceptor(io, {boost::asio::ip::address_v4::loopback(), 0}), server_tls_(std::move(server_tls)) {}

  [[nodiscard]] std::uint16_t port() const { return acceptor.local_endpoint().port(); }

  /// Until `o` has come.
  io_status await(const outcome& o) {
    io.restart();
    while (!o.result && io.run_one() != 0) {
    }
    return o.status();
  }
  io_result perform(connection& c, const sansio::next_action& action) {
    outcome o;
    c.async_perform(action, o.filler());
    await(o);
    return o.result.value_or(io_result{io_status::failed, 0});
  }
  io_status write(connection& c, std::string_view octets) {
    return perform(c, sansio::write{std::span(&octets, 1), late()}).status;
  }
  /// What one read gets.
  std::string read(connection& c) {
    const io_result r = perform(c, sansio::read{room, late()});
    return std::string(room.data(), r.octets);
  }
  /// What reads get until `octets` have come.
  std::string read_exactly(connection& c, std::size_t octets) {
    std::string all;
    while (all.size() < octets) {
      const io_result r = perform(c, sansio::read{room, late()});
      if (r.status != io_status::ok) {
        break;
      }
      all.append(room.data(), r.octets);
    }
    return all;
  }

  /// The server accepts; with implicit TLS it shakes hands.
  void accept(bool implicit_tls) {
    acceptor.async_accept(
        [this, implicit_tls](const boost::system::error_code& error, boost::asio::ip::tcp::socket socket) {
          if (error) {
            return;
          }
          server.emplace(std::move(socket), server_tls_);
          if (implicit_tls) {
            server->async_perform(handshake(), shaken.filler());
          }
        });
  }
  io_status connect(endpoint where, sansio::time_point deadline = late()) {
    outcome o;
    client.async_connect(std::move(where), deadline, o.filler());
    return await(o);
  }
  [[nodiscard]] endpoint plain() const { return {"127.0.0.1", port(), std::nullopt, false}; }
  [[nodiscard]] endpoint tls(tls_context context, std::string host = "127.0.0.1") const {
    return {std::move(host), port(), std::move(context), true};
  }
  static sansio::tls_handshake handshake(sansio::time_point deadline = late()) {
    return {*sansio::read_buffer(1).drained(), deadline};
  }

  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor acceptor;
  connection client{io.get_executor()};
  std::optional<connection> server;
  outcome shaken;
  std::string room = std::string(65536, '\0');

 private:
  std::optional<tls_context> server_tls_;
};

}  // namespace popquiz::net
