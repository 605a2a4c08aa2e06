#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace popquiz::client {

/// How an operation of the client ended. -ERR is an ordinary answer: `refused`.
enum class client_errc : std::uint8_t {
  none,  ///< the server answered +OK and everything it owed has come

  // The connection stays good.
  refused,        ///< -ERR; op_result::text is what the server says
  not_legal_now,  ///< the command table does not allow the command in this state; nothing was sent
  credentials_have_forbidden_octet,  ///< CR, LF or NUL in a name or password; nothing was sent (RFC 1939 s3)
  command_too_long,                  ///< over session_settings::command_limit; nothing was sent (RFC 2449 s4)
  missing_argument,                  ///< an empty name or password; nothing was sent
  no_timestamp,  ///< APOP without a valid timestamp in the greeting; nothing was sent (RFC 1939 s7)
  no_digest,     ///< the cryptographic library refused MD5; nothing was sent
  sasl_failed,   ///< the exchange was given up (RFC 5034 s4 "*"): the server's words made no sense, or no
                 ///< mechanism
  malformed_listing,  ///< +OK, but a number or unique-id cannot be understood; the reply was read to its end

  // The connection is lost for further commands: is_fatal().
  stls_not_offered,  ///< TLS is demanded and the server does not announce STLS, or refuses it (RFC 2595 s2.5)
  secret_in_clear,   ///< the only ways to log in would show a secret to everybody; nothing of it was sent
  no_way_to_log_in,  ///< server and caller have no login mechanism in common
  server_not_proven,    ///< +OK to a login whose mechanism proves the server, before it was proven (RFC 5802
                        ///< s3)
  answered_short,       ///< PIPELINING was announced, but of several commands only the first was answered
  greeting_refused,     ///< the greeting was -ERR: no service (RFC 1939 s4)
  protocol_error,       ///< the reply's form is broken; op_result::parse and offset say what and where
  unsolicited_octets,   ///< octets came that no command asked for: whose reply are they?
  timed_out,            ///< session_settings::reply_timeout or the caller's deadline passed
  closed_by_peer,       ///< the peer closed before it had answered
  cut_off,              ///< the stream ended inside a body: the message is NOT complete (RFC 1939 s3)
  connection_reset,     ///< the same as closed_by_peer, but in bad order (RST, or TLS without close_notify)
  tls_failed,           ///< handshake or record failure, certificate or host name refused
  transport_failed,     ///< any other failure of the network, refused connections included
  message_too_long,     ///< a message of more octets than are allowed, or than anybody believes
  listing_too_long,     ///< more entries or octets than session_settings allows
  sink_aborted,         ///< the body_sink did not want more
  cancelled,            ///< cancelled, or not finished yet
  out_of_memory,        ///< memory for a listing could not be had
  connection_unusable,  ///< an earlier operation ended in a fatal way; connect again
};

/// Must I reconnect? True when the connection cannot be used for another command.
[[nodiscard]] bool is_fatal(client_errc code) noexcept;

/// A short description in the field's terms. Valid for ever.
[[nodiscard]] std::string_view describe(client_errc code) noexcept;

/// The category "popquiz.client", for those who carry std::error_code.
[[nodiscard]] const std::error_category& client_category() noexcept;
[[nodiscard]] std::error_code make_error_code(client_errc code) noexcept;

}  // namespace popquiz::client

template <>
struct std::is_error_code_enum<popquiz::client::client_errc> : std::true_type {};
