#pragma once

#include <popquiz/mockserver/link_model.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/net/tls_context.hpp>
#include <popquiz/net/tls_identities.hpp>
#include <popquiz/script/recorder.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::mockserver {

/// How the sessions of a listener that has TLS begin it.
enum class tls_start : std::uint8_t {
  at_once,  ///< implicit TLS, before the greeting (RFC 8314 §3.3)
  by_stls,  ///< in clear, until the client says STLS (RFC 2595 §4)
};

struct listener_settings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;               ///< 0: the kernel chooses
  std::optional<net::tls_context> tls;  ///< nothing: no TLS
  tls_start tls_begins = tls_start::at_once;
  /// What `start-tls as …` of a script shows; null: such a handshake fails.
  std::shared_ptr<const net::tls_identities> identities;
  /// Which certificate is shown, at once or by STLS, where no script says another: with `identities`.
  sansio::tls_identity shown = sansio::tls_identity::ordinary;
  std::size_t connections = 1024;  ///< at once; more wait in the kernel's queue
  std::chrono::milliseconds handshake_timeout{30'000};
  std::size_t segment_octets =
      0;  ///< not 0: what sessions say goes out in segments of so many octets at most
  std::optional<link_settings> link;  ///< set: clients seem to be that far away
  /// Called for each session that begins, with its number from 1: who records it. Null, or nothing: nobody.
  std::function<std::optional<script::recorder>(std::uint64_t session)> record = nullptr;
  /// What stands around each session, within the link: who counts what is said when. Null: nothing.
  std::function<std::unique_ptr<sansio::any_machine>(std::unique_ptr<sansio::any_machine> session)> around =
      nullptr;
  /// Called whenever a session has ended, before another one is accepted. It may stop() the listener.
  std::function<void()> on_session_end = nullptr;
};

/// Makes what speaks on a connection that has begun; it is destroyed when that is over.
using session_factory = std::function<std::unique_ptr<sansio::any_machine>(session_transport on)>;

/// Accepts connections and runs one session on each, all on the executor's one thread.
class listener {
 public:
  /// Binds and listens at once. Null and `why` set when that fails.
  [[nodiscard]] static std::unique_ptr<listener> open(boost::asio::any_io_executor executor,
                                                      session_factory make, listener_settings settings,
                                                      std::string& why);
  /// The same with sessions of `server`, which must outlive it.
  [[nodiscard]] static std::unique_ptr<listener> open(boost::asio::any_io_executor executor,
                                                      reference_server& server, listener_settings settings,
                                                      std::string& why);
  virtual ~listener() = default;

  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  [[nodiscard]] virtual std::size_t sessions() const noexcept = 0;
  /// How many connections have come up to now, of those that the kernel still holds one at most. One that is
  /// just being accepted may be missing, and is there when this is asked again on the executor.
  [[nodiscard]] virtual std::size_t connections() noexcept = 0;
  /// Stops accepting and ends every session without UPDATE; `stopped` runs when the last is gone.
  virtual void stop(std::function<void()> stopped) = 0;
};

}  // namespace popquiz::mockserver
