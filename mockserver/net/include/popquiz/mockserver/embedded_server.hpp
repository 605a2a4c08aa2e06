#pragma once

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <functional>
#include <memory>
#include <string>

namespace popquiz::mockserver {

/// A reference server on loopback with a thread of its own, for tests and `--embedded`.
class embedded_server {
 public:
  /// Null and `why` set when no port can be had. Settings without `unique_text` get make_unique_text, those
  /// without `sasl` what offer_sasl() offers; to have no AUTH leave capability::sasl out.
  [[nodiscard]] static std::unique_ptr<embedded_server> start(server_settings server,
                                                              listener_settings listen, std::string& why);
  /// Ends every session and joins the thread.
  virtual ~embedded_server() = default;

  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  /// How many connections have come up to now: of a client that is gone, its last one is among them, or at
  /// least one of several that wait to be accepted.
  [[nodiscard]] virtual std::size_t connections() = 0;
  /// Runs `change` on the server's thread and waits for it: the way to set accounts and overrides.
  virtual void apply(const std::function<void(reference_server&)>& change) = 0;
};

}  // namespace popquiz::mockserver
