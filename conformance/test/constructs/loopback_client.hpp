#pragma once

#include <popquiz/net/connection.hpp>
#include <popquiz/net/make_certificate.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/net/tls_identities.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::conformance::constructs {

/// A server's certificates, right and wrong, and the client that trusts the right one's issuer.
struct row_certificates {
  net::tls_context server;
  net::tls_context client;
  std::shared_ptr<const net::tls_identities> wrong;
};

inline const row_certificates& certificates_of_rows() {
  static const row_certificates made = [] {
    std::string why;
    const auto authority = net::make_authority("rows", why).value();
    const auto own = net::make_certificate({.hosts = {"127.0.0.1"}, .issuer = authority}, why).value();
    auto wrong = net::tls_identities::make({"127.0.0.1"}, authority, why).value();
    return row_certificates{
        net::tls_context::for_server({.certificate_pem = own.certificate_pem, .key_pem = own.key_pem}, why)
            .value(),
        net::tls_context::for_client({.ca_pem = authority.certificate_pem}, why).value(),
        std::make_shared<const net::tls_identities>(std::move(wrong))};
  }();
  return made;
}

/// A client that can shake hands in the middle. Every call ends within a minute.
class loopback_client {
 public:
  loopback_client(std::uint16_t port, const net::tls_context& tls) : connection_(io_.get_executor()) {
    const auto result =
        wait_for(connection_.async_connect({"127.0.0.1", port, tls}, soon(), boost::asio::use_future));
    EXPECT_EQ(result.status, sansio::io_status::ok) << connection_.error_text();
  }

  void say(std::string_view octets) {
    if (!octets.empty()) {
      static_cast<void>(perform(sansio::write{{&octets, 1}, soon()}));
    }
  }
  /// So many octets; less when the connection ends before.
  std::string hear(std::size_t octets) {
    while (heard_.size() < octets && read().status == sansio::io_status::ok) {
    }
    std::string taken = heard_.substr(0, octets);
    heard_.erase(0, taken.size());
    return taken;
  }
  /// How the connection ends, with nothing before.
  sansio::io_status hear_the_end() {
    sansio::io_result last = read();
    while (last.status == sansio::io_status::ok) {
      last = read();
    }
    EXPECT_EQ(heard_, "");
    return last.status;
  }
  [[nodiscard]] bool shake_hands() {
    const sansio::read_buffer nothing(1);
    return perform(sansio::tls_handshake{*nothing.drained(), soon()}).status == sansio::io_status::ok;
  }
  void hang_up() { static_cast<void>(perform(sansio::close{sansio::close_kind::abortive})); }

 private:
  static sansio::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::minutes(1); }

  sansio::io_result wait_for(std::future<sansio::io_result> future) {
    io_.restart();
    io_.run();
    return future.get();
  }
  sansio::io_result perform(const sansio::next_action& action) {
    return wait_for(connection_.async_perform(action, boost::asio::use_future));
  }
  sansio::io_result read() {
    const sansio::io_result result = perform(sansio::read{piece_, soon()});
    heard_.append(piece_.data(), result.status == sansio::io_status::ok ? result.octets : 0);
    return result;
  }

  boost::asio::io_context io_;
  net::connection connection_;
  std::array<char, 4096> piece_{};
  std::string heard_;
};

}  // namespace popquiz::conformance::constructs
