#pragma once

#include <popquiz/net/srv.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace popquiz::net {

/// A name server on a port of loopback, UDP and TCP, on a thread of its own.
class dns_server {
 public:
  /// The datagrams that answer a question; over TCP the first one counts.
  using answerer = std::function<std::vector<std::string>(std::string_view question, bool over_tcp)>;

  explicit dns_server(answerer answer) : answer_(std::move(answer)) {
    const auto loopback = boost::asio::ip::address_v4::loopback();
    for (bool taken = true; taken;) {  // one port for both
      tcp_ = boost::asio::ip::tcp::acceptor(io_, {loopback, 0});
      udp_ = boost::asio::ip::udp::socket(io_, boost::asio::ip::udp::v4());
      boost::system::error_code error;
      udp_.bind({loopback, tcp_.local_endpoint().port()}, error);
      taken = error.failed();
    }
    receive();
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~dns_server() {
    io_.stop();
    thread_.join();
  }
  dns_server(const dns_server&) = delete;
  dns_server& operator=(const dns_server&) = delete;

  /// Asks this server, once, for a second at most.
  [[nodiscard]] srv_lookup lookup() const {
    return system_srv_lookup(
        {.server = {{boost::asio::ip::address_v4::loopback(), tcp_.local_endpoint().port()}},
         .timeout = std::chrono::seconds(1),
         .tries = 1});
  }

 private:
  void receive() {
    udp_.async_receive_from(boost::asio::buffer(room_), from_,
                            [this](const boost::system::error_code& error, std::size_t size) {
                              if (error) {
                                return;
                              }
                              for (const std::string& datagram : answer_({room_.data(), size}, false)) {
                                udp_.send_to(boost::asio::buffer(datagram), from_);
                              }
                              receive();
                            });
  }
  void accept() {
    tcp_.async_accept([this](const boost::system::error_code& error, boost::asio::ip::tcp::socket socket) {
      if (error) {
        return;
      }
      std::array<unsigned char, 2> size{};
      std::string question;
      boost::system::error_code gone;
      boost::asio::read(socket, boost::asio::buffer(size), gone);
      question.resize(size[0] * 256U + size[1]);
      boost::asio::read(socket, boost::asio::buffer(question), gone);
      if (const auto replies = answer_(question, true); !gone && !replies.empty()) {
        const std::string& reply = replies.front();
        const std::string prefix{static_cast<char>(reply.size() >> 8U),
                                 static_cast<char>(reply.size() & 255U)};
        boost::asio::write(socket, boost::asio::buffer(prefix + reply), gone);
      }
      accept();
    });
  }

  answerer answer_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor tcp_{io_};
  boost::asio::ip::udp::socket udp_{io_};
  boost::asio::ip::udp::endpoint from_;
  std::array<char, 4096> room_{};
  std::thread thread_;
};

}  // namespace popquiz::net
