#pragma once

#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/parser/command_parser.hpp>
#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::mockserver {

/// A mechanism that a server offers.
struct sasl_offer {
  std::string name;
  bool shows_secret = false;
  bool needs_binding = false;  ///< offered only on a connection that can be bound to
};

/// What a session knows of the connection that it is on.
struct session_transport {
  bool in_tls = false;  ///< from its first octet
  /// What a login can be bound to, once TLS is in use; null: nothing.
  std::function<std::optional<sansio::channel_binding>()> binding;
};

struct server_settings {
  std::string implementation = "popquiz";            ///< CAPA IMPLEMENTATION and the greeting
  std::string host = "popquiz.invalid";              ///< right of the @ in the APOP timestamp
  bool apop = true;                                  ///< a timestamp in the greeting, APOP accepted
  std::chrono::milliseconds autologout{600'000};     ///< RFC 1939 §3: at least 10 minutes
  std::chrono::milliseconds write_timeout{600'000};  ///< for a peer that does not read
  parser::command_limits commands;
  std::size_t output_limit = 256UL * 1024;     ///< octets of replies queued before they are written
  sansio::md5_hex_function md5_hex = nullptr;  ///< null: no APOP
  /// STLS is offered (RFC 2595 §4): the transport can shake hands. What a client has sent in clear behind the
  /// STLS line by then is dropped, never run.
  bool stls = false;
  /// USER and PASS, and mechanisms that show the secret, only inside TLS (RFC 2595 §6); nor are they
  /// announced.
  bool secrets_need_tls = false;
  /// AUTH (RFC 5034) with these mechanisms, in the order in which they are announced. Null: no AUTH.
  sansio::sasl_server_factory sasl;
  std::vector<sasl_offer> mechanisms;
  bool utf8 = false;  ///< UTF8 (RFC 6856 §2); mail goes out as it is, with it or without
  bool lang = false;  ///< LANG (RFC 6856 §3), with English for all texts
  /// Capabilities, in capitals, that are not announced, and whose commands are unknown.
  std::set<std::string, std::less<>> without;
  /// Unique text for the timestamp's left side, e.g. "1896.697170952": different at each call.
  std::function<std::string()> unique_text;
};

/// All that the sessions of one mock server share: accounts, locks, overrides, how many sessions there
/// were. Not thread-safe: sessions of one server run on one thread or strand.
class reference_server {
 public:
  explicit reference_server(server_settings settings);
  ~reference_server();
  reference_server(const reference_server&) = delete;
  reference_server& operator=(const reference_server&) = delete;

  /// Adds or replaces an account. A replaced one begins unlocked; sessions under way keep what they opened.
  void set_account(std::string user, std::string password, std::shared_ptr<maildrop> drop);

  /// The `on` blocks of this script bend the server from now on; null: none. The session count begins
  /// anew, locks that `keep lock` kept are released. Sessions under way keep the script they began with.
  ///
  /// The first block from the top whose event and guards all hold is run in place of what the server would
  /// do; only `on login`, `on disconnect` and `on idle` are run besides. Nothing is done or said but by its
  /// steps. `on RETR` alone means a valid RETR; with an argument or `bare`, whatever matches. `use N` counts,
  /// for each block in each session, how often the rest of its line held. `on disconnect` is not run behind a
  /// block's own `close` or `reset`. Names a block may use, besides what it captured:
  /// {=messages} {=octets} as STAT counts, {=timestamp} of the greeting, and of a command's message-number or
  /// in `for n in maildrop` {=n} {=size} {=uid}; {=lines} of TOP.
  void set_overrides(std::shared_ptr<const script::script> overrides);

  /// The first thing an `on` block asked for that can't be done (an unknown {=NAME}, a message that is not
  /// there), as "FILE:LINE: what"; the session was reset there. Empty when all went well; set_overrides()
  /// clears it. Valid until the next session runs.
  [[nodiscard]] const std::string& override_problem() const noexcept;

  /// The machine for one connection, which speaks first. It must not outlive the server.
  [[nodiscard]] std::unique_ptr<sansio::any_machine> new_session(session_transport on = {});

  class shared_state;

 private:
  std::unique_ptr<shared_state> state_;
};

}  // namespace popquiz::mockserver
