#pragma once

#include <popquiz/script/script.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz_wire {

/// One thing that a client does: what a mutation inserts, takes away or changes.
struct turn {
  bool is_login = false;        ///< USER and PASS with the name and the password of the account
  script::pattern text;         ///< else what is said, {=user} and {secret NAME} filled in when it is
  bool raw = false;             ///< said as it is; else CRLF is added
  std::uint32_t cut_at = 0;     ///< leaves in two segments, cut behind so many octets; 0: not
  std::uint32_t cut_every = 0;  ///< in segments of so many octets; 0: not
  bool together = false;        ///< leaves with the turn behind it, before a reply is awaited
  friend bool operator==(const turn&, const turn&) = default;
};

/// A session as an input of the fuzzer: what a client does, whatever the server answers.
using plan = std::vector<turn>;

/// Turns of a plan at most; what is longer is cut there.
inline constexpr std::size_t plan_limit = 32;

/// What the client says in a script; what it expects, and what only a server does, is left out.
[[nodiscard]] plan plan_of(const script::script& from);
/// The same of a script's text; nothing when that is no script.
[[nodiscard]] std::optional<plan> read_plan(std::string_view text);

/// The steps in which a script says this turn, without what is expected behind it.
[[nodiscard]] script::step step_of(const turn& what);
/// Raw octets have no secrets in a script: there a word stands in their place from now on.
void keep_sayable(turn& what);
/// Whether turn `i` leaves in one segment with the one behind it; a login leaves by itself.
[[nodiscard]] bool leaves_with_next(const plan& what, std::size_t i);
/// Without a cut: what leaves together is not cut.
[[nodiscard]] turn in_one_segment(turn what);
/// The plan as a script that expects nothing; read_plan() gives it back.
[[nodiscard]] std::string print_plan(const plan& what, std::string_view title = "a session of the fuzzer");

/// A text without placeholders.
[[nodiscard]] script::pattern literal(std::string_view octets);
/// A placeholder: {=user}, {secret password}.
[[nodiscard]] script::pattern placeholder(script::piece_kind kind, std::string_view name);
/// Both, one behind the other; literals that meet become one.
[[nodiscard]] script::pattern joined(script::pattern front, const script::pattern& back);
/// Whether any server takes it for one command: whole, ended by CRLF, no longer than one may be.
[[nodiscard]] bool is_one_command(const turn& what);
/// The first word of what is said, in capitals; as far as it has letters and digits.
[[nodiscard]] std::string keyword_of(const turn& what);

}  // namespace popquiz::fuzz_wire
