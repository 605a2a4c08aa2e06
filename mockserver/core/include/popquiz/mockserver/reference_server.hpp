#pragma once

#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/mockserver/server_settings.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/script.hpp>

#include <memory>
#include <string>
#include <vector>

namespace popquiz::mockserver {

/// All that the sessions of one mock server share: accounts, locks, overrides, how many sessions there
/// were. Not thread-safe: sessions of one server run on one thread or strand.
///
/// STLS: octets that came in clear behind its line are dropped, those that come later are none of TLS and
/// fail the handshake, which ends the session: nothing of it is ever run (RFC 2595 §4, CVE-2011-0411). What
/// was said before is forgotten: USER, UTF8, LANG.
///
/// AUTH: a response line has command_limits::response octets at most. An initial response is -ERR where the
/// mechanism's server speaks first (RFC 5034 §4), also for LOGIN. Failed exchanges are [AUTH], those that
/// were cancelled or are no base64 are not.
///
/// UTF8: without it, and where it is announced, RETR and TOP of a message with octets over 127 in its header
/// are refused with [UTF8] (RFC 6856 §2.1, §4 and §5; no surrogate is made); bodies go out as they are, and
/// so does everything behind UTF8.
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
  ///
  /// `answer` and `perform` of STLS begin TLS there and then, so that steps before them are said in clear and
  /// steps behind them inside TLS. Lines of a SASL exchange that the server conducts are no commands: blocks
  /// see AUTH only.
  void set_overrides(std::shared_ptr<const script::script> overrides);
  /// Several: the blocks of the first script stand above those of the second, and so on.
  void set_overrides(std::vector<std::shared_ptr<const script::script>> overrides);

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
