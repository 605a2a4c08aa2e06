#pragma once

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/net/tls_context.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::mockserver {

struct listener_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;               ///< 0: the kernel chooses
  std::optional<net::tls_context> tls;  ///< set: TLS from the first octet, or with `stls` by STLS
  bool stls = false;                    ///< server_settings::stls has to say so, too
  std::size_t connections = 1024;       ///< at once; more wait in the kernel's queue
  std::chrono::milliseconds handshake_timeout{30'000};
  std::optional<link_settings> link;  ///< set: clients seem to be that far away
};

/// Accepts connections and runs one session of the server on each, all on the executor's one thread.
class listener {
 public:
  /// Binds and listens at once. Null and `why` set when that fails. `server` must outlive it.
  [[nodiscard]] static std::unique_ptr<listener> open(boost::asio::any_io_executor executor,
                                                      reference_server& server, listener_settings settings,
                                                      std::string& why);
  virtual ~listener() = default;

  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  [[nodiscard]] virtual std::size_t sessions() const noexcept = 0;
  /// Stops accepting and ends every session without UPDATE; `stopped` runs when the last is gone.
  virtual void stop(std::function<void()> stopped) = 0;
};

}  // namespace popquiz::mockserver
