#include <popquiz/mockserver/listener.hpp>

#include "session_list.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <utility>

namespace popquiz::mockserver {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// When no connection can be accepted (no file descriptors left), until the next attempt.
constexpr std::chrono::milliseconds accept_pause{100};

/// Shared with the handlers under way, which do nothing any more once it is stopped.
class acceptor final : public std::enable_shared_from_this<acceptor> {
 public:
  acceptor(const asio::any_io_executor& executor, reference_server& server, listener_settings settings)
      : executor_(executor),
        socket_(executor),
        pause_(executor),
        sessions_(server, settings.tls, settings.handshake_timeout),
        settings_(std::move(settings)) {}

  [[nodiscard]] boost::system::error_code bind() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(settings_.address, error);
    if (error) {
      return error;
    }
    const tcp::endpoint where(address, settings_.port);
    socket_.open(where.protocol(), error);
    if (!error) {
      socket_.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
      socket_.bind(where, error);
    }
    if (!error) {
      socket_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (!error) {
      port_ = socket_.local_endpoint(error).port();
    }
    return error;
  }

  void start() {
    sessions_.on_end([self = weak_from_this()] {
      if (const auto alive = self.lock()) {
        alive->session_ended();
      }
    });
    accept();
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::size_t sessions() const noexcept { return sessions_.size(); }

  void stop(std::function<void()> stopped) {
    end_accepting();
    stopped_ = std::move(stopped);
    sessions_.cancel_all();
    report_stop();
  }

  /// Nothing of the caller's is touched any more.
  void abandon() {
    end_accepting();
    stopped_ = nullptr;
    sessions_.abandon();
  }

 private:
  void end_accepting() {
    stopping_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
    pause_.cancel();
  }

  void accept() {
    if (stopping_ || accepting_ || sessions_.size() >= settings_.connections) {
      return;
    }
    accepting_ = true;
    socket_.async_accept(
        [self = shared_from_this()](const boost::system::error_code& error, tcp::socket accepted) {
          self->accepting_ = false;
          if (self->stopping_) {
            return;
          }
          if (error) {
            self->accept_later();
            return;
          }
          self->sessions_.begin(std::move(accepted));
          self->accept();
        });
  }

  void accept_later() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) {
        self->accept();
      }
    });
  }

  void session_ended() {
    accept();
    report_stop();
  }

  void report_stop() {
    if (stopping_ && stopped_ && sessions_.size() == 0) {
      asio::post(executor_, std::exchange(stopped_, nullptr));
    }
  }

  asio::any_io_executor executor_;
  tcp::acceptor socket_;
  asio::steady_timer pause_;
  session_list sessions_;
  listener_settings settings_;
  std::function<void()> stopped_;
  std::uint16_t port_ = 0;
  bool accepting_ = false;
  bool stopping_ = false;
};

class tcp_listener final : public listener {
 public:
  explicit tcp_listener(std::shared_ptr<acceptor> what) : acceptor_(std::move(what)) {}
  ~tcp_listener() override { acceptor_->abandon(); }
  tcp_listener(const tcp_listener&) = delete;
  tcp_listener& operator=(const tcp_listener&) = delete;

  std::uint16_t port() const noexcept override { return acceptor_->port(); }
  std::size_t sessions() const noexcept override { return acceptor_->sessions(); }
  void stop(std::function<void()> stopped) override { acceptor_->stop(std::move(stopped)); }

 private:
  std::shared_ptr<acceptor> acceptor_;
};

}  // namespace

std::unique_ptr<listener> listener::open(asio::any_io_executor executor, reference_server& server,
                                         listener_settings settings, std::string& why) {
  const std::string where = settings.address + " port " + std::to_string(settings.port);
  auto made = std::make_shared<acceptor>(executor, server, std::move(settings));
  if (const auto error = made->bind()) {
    why = "cannot listen on " + where + ": " + error.message();
    return nullptr;
  }
  made->start();
  return std::make_unique<tcp_listener>(std::move(made));
}

}  // namespace popquiz::mockserver
