#pragma once

#include "acceptor.hpp"

#include <popquiz/mockserver/recording_proxy.hpp>
#include <popquiz/net/connection.hpp>
#include <popquiz/net/relay.hpp>
#include <popquiz/script/recorder.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::mockserver {

/// The sessions of a recording proxy that are under way:
///
///     connect to the server -> [handshake with the client] -> relay -> [both handshakes -> relay] -> end
class proxied_list final : public accepted_connections {
 public:
  proxied_list(boost::asio::any_io_executor executor, recording_proxy_settings settings)
      : executor_(std::move(executor)), settings_(std::move(settings)) {}
  ~proxied_list() override { drop(); }
  proxied_list(const proxied_list&) = delete;
  proxied_list& operator=(const proxied_list&) = delete;

  void on_end(std::function<void()> ended) override { ended_ = std::move(ended); }
  void begin(boost::asio::ip::tcp::socket accepted) override;
  [[nodiscard]] std::size_t size() const noexcept override { return running_.size(); }
  void cancel_all() override;
  void abandon() noexcept override { drop(); }

 private:
  struct running {
    running(boost::asio::ip::tcp::socket accepted, const boost::asio::any_io_executor& executor,
            const std::optional<net::tls_context>& tls)
        : client(std::move(accepted), tls), server(executor) {}
    net::connection client;
    net::connection server;
    std::uint64_t number = 0;
    std::optional<script::recorder> by;
    bool is_seen = true;  // what is said can be read
    bool is_stopping = false;
    std::unique_ptr<net::relay> relay;
  };
  using place = std::list<running>::iterator;

  void connect(place where);
  void shake_hands(place where, net::connection& with, std::string_view whom, std::function<void()> then);
  void pass_on(place where);
  void passed(place where, net::relay_outcome outcome);
  [[nodiscard]] net::relay_flow see(running& in, net::relay_side from, std::string_view octets);
  void begin_tls(place where);
  void lose_sight(running& in, const std::string& why);
  void fail(place where, const std::string& why);
  void tell(const running& about, const std::string& why);
  void end(place where, bool abortive);
  void drop() noexcept;

  /// A handler that does nothing once the list no longer wants to hear of its sessions.
  template <class Function>
  [[nodiscard]] auto while_interested(Function what) {
    return [interested = std::weak_ptr(interested_), what = std::move(what)](auto... arguments) {
      if (!interested.expired()) {
        what(arguments...);
      }
    };
  }

  boost::asio::any_io_executor executor_;
  recording_proxy_settings settings_;
  std::uint64_t begun_ = 0;
  std::function<void()> ended_;
  std::list<running> running_;
  std::shared_ptr<char> interested_ = std::make_shared<char>();
};

}  // namespace popquiz::mockserver
