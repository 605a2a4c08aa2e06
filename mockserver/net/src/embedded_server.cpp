#include <popquiz/mockserver/embedded_server.hpp>

#include <popquiz/mockserver/sasl_offers.hpp>
#include <popquiz/mockserver/unique_text.hpp>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace popquiz::mockserver {
namespace {

namespace asio = boost::asio;

server_settings complete(server_settings settings) {
  if (!settings.unique_text) {
    settings.unique_text = make_unique_text;
  }
  if (!settings.sasl) {
    offer_sasl(settings);
  }
  return settings;
}

class threaded_server final : public embedded_server {
 public:
  explicit threaded_server(server_settings settings)
      : server_(complete(std::move(settings))), work_(asio::make_work_guard(context_)) {}

  ~threaded_server() override {
    if (!thread_.joinable()) {
      return;
    }
    try {
      asio::post(context_, [this] { listener_->stop([this] { work_.reset(); }); });
      thread_.join();
    } catch (const std::exception&) {
      std::terminate();  // no memory left to ask the thread to end
    }
  }
  threaded_server(const threaded_server&) = delete;
  threaded_server& operator=(const threaded_server&) = delete;

  [[nodiscard]] bool start(listener_settings settings, std::string& why) {
    listener_ = listener::open(context_.get_executor(), server_, std::move(settings), why);
    if (listener_ == nullptr) {
      return false;
    }
    thread_ = std::thread([this] { context_.run(); });
    return true;
  }

  [[nodiscard]] std::uint16_t port() const noexcept override { return listener_->port(); }

  [[nodiscard]] std::size_t connections() override {
    // The one that is being accepted while this is asked first is begun when it is asked again.
    std::size_t seen = 0;
    for (int i = 0; i < 2; ++i) {
      apply([&](reference_server&) { seen = std::max(seen, listener_->connections()); });
    }
    return seen;
  }

  void apply(const std::function<void(reference_server&)>& change) override {
    std::packaged_task<void()> task([&] { change(server_); });
    std::future<void> done = task.get_future();
    asio::dispatch(context_, [&task] { task(); });
    done.get();
  }

 private:
  reference_server server_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::unique_ptr<listener> listener_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<embedded_server> embedded_server::start(server_settings server, listener_settings listen,
                                                        std::string& why) {
  auto made = std::make_unique<threaded_server>(std::move(server));
  if (!made->start(std::move(listen), why)) {
    return nullptr;
  }
  return made;
}

}  // namespace popquiz::mockserver
