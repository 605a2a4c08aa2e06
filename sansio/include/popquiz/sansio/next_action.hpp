#pragma once

#include <popquiz/sansio/read_buffer.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace popquiz::sansio {

// Time is an argument everywhere: a core never reads a clock. The type is that of the steady
// clock, so that an engine passes steady_clock::now() and a test passes any number it likes.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;
inline constexpr time_point no_deadline = time_point::max();

/// Read at least one octet into `into`. Completes with ok and the number of octets, or with
/// end_of_stream, timed_out or a failure. `into` is not empty.
struct read {
  std::span<char> into;
  time_point deadline = no_deadline;
};

/// Write all of `pieces`, in order, as one stream of octets. The pieces stay valid until resume().
/// Several write actions in a row are several segments as far as the transport can arrange it.
struct write {
  std::span<const std::string_view> pieces;
  time_point deadline = no_deadline;
};

/// Which certificate a server shows. All but the first two are wrong in one way each.
enum class tls_identity : std::uint8_t {
  ordinary,
  several_names,  ///< right: the last of several names, in upper case, is the server's
  self_signed,
  expired,
  other_host,
  unknown_issuer,
  subject_only,      ///< the server's name is the subject's, and the subjectAltName has another
  wildcard,          ///< for any host below the server's name
  partial_wildcard,  ///< "*" is a part of a label
  uri_only,          ///< the server's name stands in a URI alone
};
inline constexpr std::size_t tls_identity_count = 10;

/// Begin TLS on this connection, in the role the engine was made for (RFC 2595 §4).
struct tls_handshake {
  plaintext_drained proof;
  time_point deadline = no_deadline;
  tls_identity identity = tls_identity::ordinary;  ///< server only
};

/// Come back at `when`, having read nothing.
struct wait_until {
  time_point when;
};

enum class close_kind : std::uint8_t {
  graceful,  ///< close_notify inside TLS, then FIN; what was written is delivered
  abortive,  ///< TCP RST
};

/// Close the connection. After it only done is legal.
struct close {
  close_kind kind = close_kind::graceful;
};

/// Nothing more to do; the outcome lies in the machine. The connection stays as it is.
struct done {};

using next_action = std::variant<done, read, write, tls_handshake, wait_until, close>;

enum class io_status : std::uint8_t {
  ok,
  end_of_stream,  ///< the peer closed in good order
  connection_reset,
  timed_out,   ///< the action's own deadline passed; the connection is still usable
  tls_failed,  ///< handshake or record failure, certificate or host name refused
  cancelled,
  failed,  ///< any other transport error
};

/// How an action ended. The first call of a machine gets the default.
struct io_result {
  io_status status = io_status::ok;
  std::size_t octets = 0;
};

/// A sans-I/O core: told how the last action ended and what time it is, it names the next one.
/// Once it answered done it answers done for ever.
template <class T>
concept machine = requires(T m, io_result last, time_point now) {
  { m.resume(last, now) } noexcept -> std::same_as<next_action>;
};

/// The same behind a virtual call, for engines compiled once.
class any_machine {
 public:
  virtual ~any_machine() = default;
  [[nodiscard]] virtual next_action resume(io_result last, time_point now) noexcept = 0;

 protected:
  any_machine() = default;
  any_machine(const any_machine&) = default;
  any_machine& operator=(const any_machine&) = default;
};

}  // namespace popquiz::sansio
