#pragma once

#include "plan.hpp"

#include <popquiz/conformance/subject.hpp>
#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/observation.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {

/// What came for something said.
enum class reply_class : std::uint8_t {
  ok,
  err,
  challenge,  ///< of a SASL exchange
  malformed,  ///< no reply as RFC 1939 §3 has it: `error` says why
  closed,     ///< the end of the connection
  reset,
  silence,  ///< nothing, or no whole reply, within the time allowed
  endless,  ///< a body beyond the limit
  tls_failed,
};
inline constexpr std::size_t reply_classes = 9;
/// "+OK", "-ERR", "a challenge", "no reply" and so on. Valid for ever.
[[nodiscard]] std::string_view describe(reply_class what) noexcept;

/// Where a session stands.
struct session_place {
  parser::session_state state = parser::session_state::authorization;
  bool in_tls = false;
  bool has_marks = false;    ///< a message is marked as deleted
  bool in_exchange = false;  ///< a SASL challenge waits for its answer
  friend bool operator==(const session_place&, const session_place&) = default;
};
/// "TRANSACTION", "AUTHORIZATION in TLS", "TRANSACTION with messages deleted".
[[nodiscard]] std::string describe(const session_place& place);
/// A number below 64 for each place there is.
[[nodiscard]] unsigned number_of(const session_place& place) noexcept;

/// Something said and its reply.
struct exchange {
  std::size_t turn = 0;  ///< of the plan; plan.size(): the QUIT behind it; greeting_turn: nothing was said
  std::string said;      ///< keyword in capitals; "other" when the command table has none such
  const parser::command_info* command = nullptr;  ///< null: none of the table's
  bool has_argument = false;
  bool argument_is_good = false;   ///< the line is one that the command grammar accepts
  bool is_response = false;        ///< a line of a SASL exchange
  bool with_right_secret = false;  ///< no word of ours stands where name or secret has to
  session_place before;
  session_place after;
  reply_class reply = reply_class::silence;
  parser::parse_errc error = parser::parse_errc::none;  ///< why it is malformed
  std::string text;                                     ///< behind the status, 512 octets at most
  std::string body;                                     ///< of a listing, 64 KiB at most
  std::uint64_t body_octets = 0;
  parser::observation_set seen;
  std::chrono::microseconds time{};
};
inline constexpr std::size_t greeting_turn = static_cast<std::size_t>(-1);

/// One session, as it went.
struct session_record {
  bool connected = false;
  std::vector<exchange> exchanges;
  /// From this turn on what was said is no matter of one line and one reply each (a lone CR or LF, NUL, a
  /// line over the limit of RFC 2449 §4), and replies were only counted.
  std::size_t loose_from = greeting_turn;
  std::string loose_replies;  ///< a letter each: + - c (challenge) ? and at its end . (closed) or ~ (silence)
  std::string loose_end;      ///< what was said behind the plan then
  /// Octets that came though no command was waiting for a reply: behind the exchange of this index.
  std::size_t unasked_behind = greeting_turn;
  std::string unasked;           ///< the first 200 of them
  bool ended_by_server = false;  ///< closed before QUIT was answered
  std::size_t withheld = 0;      ///< turns that could have deleted mail and were not said
  [[nodiscard]] const exchange* last() const { return exchanges.empty() ? nullptr : &exchanges.back(); }
  [[nodiscard]] bool is_loose() const { return loose_from != greeting_turn; }
  /// The server has said anything at all.
  [[nodiscard]] bool is_greeted() const {
    return !exchanges.empty() && exchanges.front().reply != reply_class::silence &&
           exchanges.front().reply != reply_class::closed && exchanges.front().reply != reply_class::reset;
  }
};

struct session_settings {
  std::string user;
  std::string password;
  std::chrono::milliseconds patience{2000};      ///< for a reply that is owed
  std::chrono::milliseconds loose_patience{40};  ///< where none may be
  bool allow_changes = false;                    ///< else no session says QUIT behind DELE
};

/// Plays a plan against a server, to its end, and says QUIT there unless that would delete mail. Memory is
/// bounded whatever the server sends.
[[nodiscard]] session_record run_session(const plan& what, conformance::subject& server,
                                         const session_settings& settings);

}  // namespace popquiz::fuzz_wire
