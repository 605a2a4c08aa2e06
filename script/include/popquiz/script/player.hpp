#pragma once

#include <popquiz/sansio/digest.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/maildrop_facts.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/play_result.hpp>
#include <popquiz/script/script.hpp>
#include <popquiz/script/transcript.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace popquiz::script {

/// How `login` goes in.
enum class login_way : std::uint8_t {
  user,  ///< USER and PASS
  apop,  ///< APOP (RFC 1939 §7), for servers that refuse USER
};

/// What the client role needs to know of the subject.
struct player_settings {
  std::string user;
  std::string password;  ///< never appears in the transcript
  login_way login = login_way::user;
  sansio::md5_hex_function md5_hex = nullptr;        ///< for {=apop-digest}
  sansio::sasl_proof_function sasl_proof = nullptr;  ///< for `let NAME be SCRAM-SHA-1 proof of`
  std::chrono::milliseconds reply_timeout{10'000};   ///< to wait for anything that is expected
  std::chrono::milliseconds segment_pause{1};      ///< between the segments of a cut, so that they stay apart
  std::uint64_t body_limit = 64ULL * 1024 * 1024;  ///< octets of one body kept at most
  std::uint64_t silent_steps_limit = 10'000'000;  ///< in a row that ask nothing of the network; more: aborted
};

/// Whether the script says a name, a password or what is made of them.
[[nodiscard]] bool needs_login(const script& s);

/// Open session number `session` (0 is the first). Completes with ok or a failure.
struct connect {
  sansio::time_point deadline;
};
/// One step of the player, on one of its sessions.
struct player_action {
  std::size_t session = 0;
  std::variant<connect, sansio::next_action> what;
};

[[nodiscard]] inline bool is_done(const player_action& action) noexcept {
  const auto* step = std::get_if<sansio::next_action>(&action.what);
  return step != nullptr && std::holds_alternative<sansio::done>(*step);
}

/// Plays the client's role of a `subject: server` script against a server, sans-I/O.
///
///     player p(script, facts, settings);
///     sansio::io_result last;
///     for (auto a = p.resume(last, now); !is_done(a); a = p.resume(last, now)) last = perform(a);
///
/// One action is under way at a time, whatever the number of sessions. The shape of a reply follows
/// from the command said before it by the command table; a raw or unknown command has a one-line
/// reply. A status line is expected by each `S:`/`S=`; a body that the script does not look at is
/// read and dropped. Deviations that the reply parser observes are mismatches, but for the notes and for
/// a bare CR within a body, which may be the message's own. Sessions left open at the end are ended by QUIT
/// where a command is still legal, else closed. Memory is bounded by player_settings.
class player {
 public:
  /// `s`, `facts` and what `settings` points to must outlive the player.
  player(const script& s, const maildrop_facts& facts, player_settings settings);
  ~player();
  player(player&&) noexcept;
  player& operator=(player&&) noexcept;
  player(const player&) = delete;
  player& operator=(const player&) = delete;

  /// How the last action ended and what time it is; gives the next action, sansio::done at the end.
  [[nodiscard]] player_action resume(sansio::io_result last, sansio::time_point now);

  /// Final once resume() gave done.
  [[nodiscard]] const play_result& result() const noexcept;
  [[nodiscard]] const transcript& conversation() const noexcept;
  /// Names of the sessions, by index; a script without `session` has one, named "".
  [[nodiscard]] const std::vector<std::string>& sessions() const noexcept;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace popquiz::script
