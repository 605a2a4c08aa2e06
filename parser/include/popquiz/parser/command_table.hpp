#pragma once

#include <popquiz/parser/reply_shape.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser {

/// Every command of RFC 1939, 2449, 2595, 5034 and 6856.
enum class verb : std::uint8_t {
  user,
  pass,
  apop,
  auth,
  stls,
  capa,
  utf8,
  lang,
  stat,
  list,
  uidl,
  retr,
  top,
  dele,
  noop,
  rset,
  quit,
};
inline constexpr std::size_t verb_count = 17;

/// The states of a session (RFC 1939 §3). AUTHORIZATION is two entries because PASS is legal only
/// behind a successful USER (RFC 1939 §7).
enum class session_state : std::uint8_t {
  authorization,
  user_given,  ///< AUTHORIZATION, the last USER was answered +OK
  transaction,
  update,  ///< QUIT was given in TRANSACTION
  ended,   ///< no command is legal any more
};

/// A set of states, for the column "legal in".
struct state_set {
  std::uint8_t bits = 0;
  [[nodiscard]] constexpr bool contains(session_state s) const noexcept {
    return (bits >> static_cast<unsigned>(s) & 1U) != 0;
  }
};

enum class argument_grammar : std::uint8_t {
  none,
  text,             ///< everything to the line end, at least one octet, spaces included (PASS)
  name,             ///< one string without spaces (USER)
  name_and_digest,  ///< a name and 32 hexadecimal digits (APOP)
  message_number,   ///< base-10, at least 1
  optional_message_number,
  message_number_and_lines,  ///< TOP
  sasl_mechanism,            ///< a mechanism and an optional initial response (AUTH)
  optional_language,         ///< LANG
};

/// Where a reply takes the session. `same`: it stays where it is.
enum class transition : std::uint8_t {
  same,
  to_authorization,
  to_user_given,
  to_transaction,
  to_update_or_ended
};

/// One row: all that popquiz knows about a command. State rules are written nowhere else.
struct command_info {
  verb id;
  std::string_view keyword;
  argument_grammar arguments;
  state_set legal;
  reply_shape shape_bare;           ///< reply when sent without argument
  reply_shape shape_with_argument;  ///< reply when sent with one
  transition on_ok;
  transition on_err;
  bool minimal;                 ///< RFC 1939 §5 and §6: every server has it
  std::string_view capability;  ///< the CAPA keyword that announces it, or empty
  std::string_view clause;      ///< e.g. "RFC 1939 §5"
};

[[nodiscard]] const std::array<command_info, verb_count>& command_table() noexcept;

/// The row of a verb. O(1).
[[nodiscard]] const command_info& info(verb v) noexcept;

/// The row of a keyword in any case (RFC 1939 §3); nullptr when no command is called so.
[[nodiscard]] const command_info* find_command(std::string_view keyword) noexcept;

[[nodiscard]] constexpr reply_shape shape_of(const command_info& command, bool has_argument) noexcept {
  return has_argument ? command.shape_with_argument : command.shape_bare;
}

/// The state behind a reply to `command` given in `from`.
[[nodiscard]] session_state next_state(const command_info& command, session_state from, bool ok) noexcept;

/// Whether a reply to `command` may take the session elsewhere: nothing is sent behind such a command
/// before its reply has come (RFC 2449 §6.6, RFC 2595 §4, RFC 5034 §4).
[[nodiscard]] constexpr bool moves_state(const command_info& command) noexcept {
  return command.on_ok != transition::same || command.on_err != transition::same;
}

/// "AUTHORIZATION", "TRANSACTION", "UPDATE" or "ended" (RFC 1939's names). Valid for ever.
[[nodiscard]] std::string_view describe(session_state state) noexcept;

}  // namespace popquiz::parser
