#pragma once

#include <popquiz/mockserver/listener.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace popquiz::mockserver {

/// What becomes of the connections that a listener accepts.
class accepted_connections {
 public:
  virtual ~accepted_connections() = default;
  /// Called when one has ended and is gone.
  virtual void on_end(std::function<void()> ended) = 0;
  virtual void begin(boost::asio::ip::tcp::socket accepted) = 0;
  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  /// Ends every one; on_end() hears of each.
  virtual void cancel_all() = 0;
  /// Ends every one at once and unheard.
  virtual void abandon() noexcept = 0;

 protected:
  accepted_connections() = default;
  accepted_connections(const accepted_connections&) = default;
  accepted_connections& operator=(const accepted_connections&) = default;
};

struct acceptor_settings {
  std::string address;
  std::uint16_t port = 0;
  std::size_t connections = 1024;
  std::function<void()> on_session_end;
};

/// Listens at `where`, and has `connections` begin each that is accepted. Null and `why` set when that fails.
[[nodiscard]] std::unique_ptr<listener> listen(boost::asio::any_io_executor executor,
                                               std::unique_ptr<accepted_connections> connections,
                                               acceptor_settings where, std::string& why);

}  // namespace popquiz::mockserver
