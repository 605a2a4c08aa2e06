#pragma once

#include <popquiz/net/connection.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::client {

/// Says its greeting, answers each line with the next answer, then waits for the client to close.
class canned_machine final : public sansio::any_machine {
 public:
  explicit canned_machine(std::deque<std::string> answers) : answers_(std::move(answers)) {}

  sansio::next_action resume(sansio::io_result last, sansio::time_point) noexcept override {
    if (last.status != sansio::io_status::ok) {
      return closed_ ? sansio::next_action{} : close();
    }
    if (reading_) {
      heard.append(room_.data(), last.octets);
      unanswered_ +=
          std::count(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(last.octets), '\n');
    }
    reading_ = unanswered_ == 0 || answers_.empty();
    if (reading_) {
      return closed_ ? sansio::next_action{} : sansio::next_action{sansio::read{room_}};
    }
    --unanswered_;
    answer_ = std::move(answers_.front());
    answers_.pop_front();
    if (answer_ == close_now) {
      return close();
    }
    piece_ = answer_;
    return sansio::write{std::span(&piece_, 1)};
  }

  /// An answer that is none.
  static constexpr std::string_view close_now = "(close)";
  std::string heard;

 private:
  sansio::next_action close() {
    closed_ = true;
    return sansio::close{};
  }

  std::deque<std::string> answers_;
  std::string room_ = std::string(1000, '\0');
  std::string answer_;
  std::string_view piece_;
  std::ptrdiff_t unanswered_ = 1;  // the greeting answers nothing
  bool reading_ = false;
  bool closed_ = false;
};

/// A listener on a port of the kernel's choice; one canned conversation for each connection in turn.
class canned_server {
 public:
  canned_server(boost::asio::io_context& io, std::deque<std::string> answers,
                std::optional<net::tls_context> tls = std::nullopt)
      : acceptor_(io, {boost::asio::ip::address_v4::loopback(), 0}),
        answers_(std::move(answers)),
        tls_(std::move(tls)) {
    accept();
  }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] const std::string& heard() const { return conversations_.back().machine.heard; }
  [[nodiscard]] std::size_t connections() const { return conversations_.size(); }

 private:
  struct conversation {
    conversation(boost::asio::ip::tcp::socket socket, std::optional<net::tls_context> tls,
                 std::deque<std::string> answers)
        : machine(std::move(answers)), connection(std::move(socket), std::move(tls)) {}
    canned_machine machine;
    net::connection connection;
  };

  void accept() {
    acceptor_.async_accept(
        [this](const boost::system::error_code& error, boost::asio::ip::tcp::socket socket) {
          if (error) {
            return;
          }
          auto& c = conversations_.emplace_back(std::move(socket), tls_, answers_);
          if (tls_) {
            c.connection.async_perform(sansio::tls_handshake{*sansio::read_buffer(1).drained()},
                                       [&c](sansio::io_result r) { shaken(c, r); });
          } else {
            shaken(c, {});
          }
          accept();
        });
  }

  static void shaken(conversation& c, sansio::io_result r) {
    if (r.status == sansio::io_status::ok) {
      c.connection.async_run(c.machine, [](sansio::io_result) {});
    }
  }

  boost::asio::ip::tcp::acceptor acceptor_;
  std::deque<std::string> answers_;
  std::optional<net::tls_context> tls_;
  std::deque<conversation> conversations_;  // a deque: they do not move
};

/// A self-signed certificate and the file that makes it trusted.
class test_authority {
 public:
  explicit test_authority(const std::string& host) : settings_(net::make_self_signed(host, why_).value()) {
    file_ = std::filesystem::temp_directory_path() /
            ("popquiz-client-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) +
             ".pem");
    std::ofstream(file_) << settings_.certificate_pem;
  }
  ~test_authority() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }
  test_authority(const test_authority&) = delete;
  test_authority& operator=(const test_authority&) = delete;
  net::tls_context server() { return net::tls_context::for_server(settings_, why_).value(); }
  net::tls_context client() { return net::tls_context::for_client({file_.string()}, why_).value(); }

 private:
  std::string why_;
  net::tls_server_settings settings_;
  std::filesystem::path file_;
};

}  // namespace popquiz::client
