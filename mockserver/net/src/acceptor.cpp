#include "acceptor.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <poll.h>

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
  acceptor(asio::any_io_executor executor, std::unique_ptr<accepted_connections> connections,
           acceptor_settings settings)
      : executor_(std::move(executor)),
        socket_(executor_),
        pause_(executor_),
        sessions_(std::move(connections)),
        settings_(std::move(settings)) {}

  [[nodiscard]] boost::system::error_code bind() {
    try {
      const tcp::endpoint where(asio::ip::make_address(settings_.address), settings_.port);
      socket_->open(where.protocol());
      socket_->set_option(tcp::acceptor::reuse_address(true));
      socket_->bind(where);
      socket_->listen();
      port_ = socket_->local_endpoint().port();
    } catch (const boost::system::system_error& failure) {
      return failure.code();
    }
    return {};
  }

  void start() {
    sessions_->on_end([self = weak_from_this()] {
      if (const auto alive = self.lock()) {
        alive->session_ended();
      }
    });
    accept();
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::size_t sessions() const noexcept { return sessions_->size(); }
  [[nodiscard]] std::size_t connections() noexcept {
    pollfd waiting{socket_ ? socket_->native_handle() : -1, POLLIN, 0};
    return begun_ + (socket_ && ::poll(&waiting, 1, 0) == 1 ? 1U : 0U);
  }

  void stop(std::function<void()> stopped) {
    end_accepting();
    stopped_ = std::move(stopped);
    sessions_->cancel_all();
    report_stop();
  }

  /// Nothing of the caller's is touched any more.
  void abandon() noexcept {
    end_accepting();
    stopped_ = nullptr;
    settings_.on_session_end = nullptr;
    sessions_->abandon();
  }

 private:
  void end_accepting() noexcept {
    stopping_ = true;
    socket_.reset();
    pause_.reset();
  }

  void accept() {
    if (stopping_ || accepting_ || sessions_->size() >= settings_.connections) {
      return;
    }
    accepting_ = true;
    socket_->async_accept(
        [self = shared_from_this()](const boost::system::error_code& error, tcp::socket accepted) {
          self->accepting_ = false;
          if (self->stopping_) {
            return;
          }
          if (error) {
            self->accept_later();
            return;
          }
          ++self->begun_;
          self->sessions_->begin(std::move(accepted));
          self->accept();
        });
  }

  void accept_later() {
    pause_->expires_after(accept_pause);
    pause_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) {
        self->accept();  // which does nothing once stopped
      }
    });
  }

  void session_ended() {
    if (settings_.on_session_end) {
      settings_.on_session_end();
    }
    accept();
    report_stop();
  }

  void report_stop() {
    if (stopping_ && stopped_ && sessions_->size() == 0) {
      asio::post(executor_, std::exchange(stopped_, nullptr));
    }
  }

  asio::any_io_executor executor_;
  std::optional<tcp::acceptor> socket_;      // until it is stopped
  std::optional<asio::steady_timer> pause_;  // the same
  std::unique_ptr<accepted_connections> sessions_;
  acceptor_settings settings_;
  std::function<void()> stopped_;
  std::uint16_t port_ = 0;
  std::size_t begun_ = 0;  // connections
  bool accepting_ = false;
  bool stopping_ = false;
};

class tcp_listener final : public listener {
 public:
  explicit tcp_listener(std::shared_ptr<acceptor> what) : acceptor_(std::move(what)) {}
  ~tcp_listener() override { acceptor_->abandon(); }
  tcp_listener(const tcp_listener&) = delete;
  tcp_listener& operator=(const tcp_listener&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept override { return acceptor_->port(); }
  [[nodiscard]] std::size_t sessions() const noexcept override { return acceptor_->sessions(); }
  [[nodiscard]] std::size_t connections() noexcept override { return acceptor_->connections(); }
  void stop(std::function<void()> stopped) override { acceptor_->stop(std::move(stopped)); }

 private:
  std::shared_ptr<acceptor> acceptor_;
};

}  // namespace

std::unique_ptr<listener> listen(asio::any_io_executor executor,
                                 std::unique_ptr<accepted_connections> connections, acceptor_settings where,
                                 std::string& why) {
  const std::string place = where.address + " port " + std::to_string(where.port);
  auto made = std::make_shared<acceptor>(std::move(executor), std::move(connections), std::move(where));
  if (const auto error = made->bind()) {
    why = "cannot listen on " + place + ": " + error.message();
    return nullptr;
  }
  made->start();
  return std::make_unique<tcp_listener>(std::move(made));
}

}  // namespace popquiz::mockserver
