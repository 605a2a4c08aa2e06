#pragma once

#include <popquiz/client/client_errc.hpp>
#include <popquiz/client/wire_log.hpp>
#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What a session is held to. Passing a limit is an error, never a cut.
struct session_settings {
  parser::strictness mode = parser::strictness::tolerant;
  /// Of status lines and bodies, messages included. status_line is held to the buffer's size.
  parser::reply_limits limits;
  /// How long the server may take from a command to the end of its status line, and how long it may
  /// say nothing in a body. RFC 1939 s3 lets a server be idle for ten minutes, but no user waits so long.
  sansio::duration reply_timeout = std::chrono::seconds(60);
  /// How long a server that announced PIPELINING, answered one command and owes more may be silent until it
  /// is taken for one that answers short. Once it has answered in turn, reply_timeout holds.
  sansio::duration pipeline_timeout = std::chrono::seconds(10);
  /// Send commands before earlier ones are answered when the server announces PIPELINING (RFC 2449 s6.6).
  bool pipelining = true;
  /// Octets of a command with CRLF (RFC 2449 s4).
  std::size_t command_limit = 255;
  /// Entries of LIST or UIDL, and lines of CAPA, taken at most.
  std::size_t listing_entries = 1'000'000;
  /// Octets of one line of a listing without its line end.
  std::size_t listing_line = 8192;
  /// Octets of a whole listing without its line ends.
  std::size_t listing_octets = std::size_t{64} << 20U;
  /// Octets of the buffer that is read into.
  std::size_t buffer = 65536;
};

/// What outlives one command on one connection: the buffer, the parser, the state, what the server said
/// of itself. Operations work on it; one at a time. It moves between states by the command table alone.
class session {
 public:
  /// `log`, when given, must outlive the session.
  explicit session(session_settings settings = {}, wire_log* log = nullptr);

  /// As new, for a new connection; `in_tls`: TLS is in use from its first octet (RFC 8314 s3.3).
  void reset(bool in_tls = false);

  [[nodiscard]] const session_settings& settings() const noexcept { return settings_; }
  [[nodiscard]] parser::session_state state() const noexcept { return state_; }
  /// May `v` be sent: the greeting has come, nothing fatal has happened, the state allows it.
  [[nodiscard]] bool may_send(parser::verb v) const noexcept;
  [[nodiscard]] bool greeted() const noexcept { return greeted_; }
  /// What is said now goes through TLS.
  [[nodiscard]] bool in_tls() const noexcept { return in_tls_; }
  /// May a command be sent while replies are outstanding: announced (RFC 2449 s6.6) and wanted.
  [[nodiscard]] bool may_pipeline() const noexcept {
    return settings_.pipelining && capabilities_ && capabilities_->has("PIPELINING");
  }
  /// The server has answered a command that was sent before an earlier one's reply.
  [[nodiscard]] bool pipelining_proven() const noexcept { return pipelining_proven_; }
  /// The greeting's text, behind "+OK ". Valid until reset() or destruction.
  [[nodiscard]] std::string_view greeting() const noexcept { return greeting_; }
  /// The APOP timestamp, brackets included, when the greeting has a valid one (RFC 1939 s7). Valid as
  /// greeting().
  [[nodiscard]] std::optional<std::string_view> timestamp() const noexcept;
  /// What the last CAPA brought; nothing when there was none, it was refused, or a STLS has made it
  /// worthless (RFC 2595 s4). What was announced before a login holds after it (RFC 2449 s5).
  /// Valid until the next CAPA or STLS, reset() or destruction.
  [[nodiscard]] const parser::capability_set* capabilities() const noexcept {
    return capabilities_ ? &*capabilities_ : nullptr;
  }
  /// The fatal way in which an operation ended; none when the connection is good.
  [[nodiscard]] client_errc failure() const noexcept { return failure_; }
  /// Octets received so far.
  [[nodiscard]] std::uint64_t octets_received() const noexcept {
    return replies_.offset() + buffer_.data().size();
  }

  // For operations.
  [[nodiscard]] sansio::read_buffer& buffer() noexcept { return buffer_; }
  [[nodiscard]] parser::reply_parser& replies() noexcept { return replies_; }
  [[nodiscard]] wire_log* log() const noexcept { return log_; }
  /// A whole reply to `v` has come.
  void replied(parser::verb v, bool ok) noexcept;
  void set_greeting(std::string_view text);
  void set_capabilities(std::optional<parser::capability_set> announced);
  void fail(client_errc code) noexcept;
  void tls_established() noexcept { in_tls_ = true; }
  void pipelining_works() noexcept { pipelining_proven_ = true; }

 private:
  session_settings settings_;
  wire_log* log_;
  sansio::read_buffer buffer_;
  parser::reply_parser replies_;
  parser::session_state state_ = parser::session_state::authorization;
  bool greeted_ = false;
  bool in_tls_ = false;
  bool pipelining_proven_ = false;
  client_errc failure_ = client_errc::none;
  std::string greeting_;
  std::optional<parser::capability_set> capabilities_;
};

}  // namespace popquiz::client
