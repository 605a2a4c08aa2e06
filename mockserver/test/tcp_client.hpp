#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::mockserver::test {

/// A blocking client of the plainest kind.
class tcp_client {
 public:
  explicit tcp_client(std::uint16_t port) : socket_(io_) {
    boost::system::error_code error;
    socket_.connect({boost::asio::ip::address_v4::loopback(), port}, error);
  }

  /// False once the server is gone.
  bool say(std::string_view octets) {
    boost::system::error_code error;
    boost::asio::write(socket_, boost::asio::buffer(octets.data(), octets.size()), error);
    return !error;
  }
  /// Up to and with `end`; less when the connection ends before.
  std::string hear(std::string_view end = "\r\n") {
    boost::system::error_code error;
    const std::size_t size =
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(held_), std::string(end), error);
    std::string heard = error ? held_ : held_.substr(0, size);
    held_.erase(0, heard.size());
    return heard;
  }
  /// All that comes until the connection ends.
  std::string hear_all() {
    std::string heard = std::move(held_);
    held_.clear();
    boost::system::error_code error;
    while (!error) {
      const std::size_t size = socket_.read_some(boost::asio::buffer(piece_), error);
      heard.append(piece_.data(), size);
    }
    return heard;
  }
  /// Nothing has come yet.
  bool nothing_yet() { return held_.empty() && socket_.available() == 0; }
  std::string ask(std::string_view line, std::string_view end = "\r\n") {
    return say(std::string(line) + "\r\n") ? hear(end) : "";
  }
  void close() { socket_.close(); }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  std::array<char, 16384> piece_{};
  std::string held_;
};

}  // namespace popquiz::mockserver::test
