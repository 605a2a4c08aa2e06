#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sansio {

enum class sasl_progress : std::uint8_t {
  more,    ///< say `octets`, then hear the peer again
  done,    ///< nothing more is needed from the peer; say `octets` when there are any
  failed,  ///< give up: a client cancels with "*" (RFC 5034 §4), a server answers -ERR
};

/// What one step of an exchange wants.
struct sasl_answer {
  sasl_progress progress = sasl_progress::failed;
  /// To be sent, not yet base64; nothing and empty are different things (RFC 5034 §4: "=").
  std::optional<std::string> octets;
};

/// One side of one SASL exchange (RFC 4422), octets in and octets out: no base64, no lines, no I/O. The
/// cores take it as an argument so that none of them includes a SASL library; popquiz::sasl makes them.
/// Used once. May throw std::bad_alloc and nothing else.
class sasl_exchange {
 public:
  virtual ~sasl_exchange() = default;
  sasl_exchange(const sasl_exchange&) = delete;
  sasl_exchange& operator=(const sasl_exchange&) = delete;

  /// The registered name, e.g. "SCRAM-SHA-256-PLUS". Valid as long as the exchange.
  [[nodiscard]] virtual std::string_view mechanism() const noexcept = 0;

  /// `heard`: what the peer said, decoded. Nothing: the peer has not spoken. A client whose mechanism
  /// lets it speak first answers the first step(nullopt) with its initial response; one whose server
  /// speaks first answers it with `more` and no octets. A server asks for the client's first words the
  /// same way. Octets of the peer's that make no sense are `failed`, never a crash.
  [[nodiscard]] virtual sasl_answer step(std::optional<std::string_view> heard) = 0;

  /// A client's: has the server shown all that the mechanism asks of it (RFC 5802 §3: the server's
  /// signature)? A +OK that comes before that is an impostor's.
  [[nodiscard]] virtual bool peer_proven() const noexcept { return true; }

  /// A server's, behind `done`: who has logged in. Valid as long as the exchange.
  [[nodiscard]] virtual std::string_view identity() const noexcept { return {}; }

  /// Why it failed, for a person; never has a secret in it. Valid until the next step().
  [[nodiscard]] virtual std::string_view why() const noexcept { return {}; }

 protected:
  sasl_exchange() = default;
};

/// The octets that bind an exchange to its TLS connection (RFC 5929, RFC 9266).
struct channel_binding {
  std::string type;  ///< "tls-exporter" or "tls-unique"
  std::string octets;
};

/// How a server core makes its side of an exchange: null when it does not have the mechanism.
/// `password_of` says the password of a user, or nothing when nobody is called so.
struct sasl_server_request {
  std::string_view mechanism;
  std::function<std::optional<std::string>(std::string_view user)> password_of;
  std::optional<channel_binding> binding;  ///< set when TLS is in use and can be bound to
  /// Whom the client's certificate is for, when it has shown one that the server trusts (EXTERNAL, RFC 4422
  /// appendix A): without it nobody has been authenticated by other means.
  std::optional<std::string> external_identity = std::nullopt;
};
using sasl_server_factory = std::function<std::unique_ptr<sasl_exchange>(const sasl_server_request&)>;

}  // namespace popquiz::sansio
