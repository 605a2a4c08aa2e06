#include "duration_text.hpp"
#include "pattern_text.hpp"
#include "size_text.hpp"
#include "step_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

/// A keyword of the command table, in upper case as it stands there.
[[nodiscard]] const parser::command_info* find_verb(std::string_view word) noexcept {
  const parser::command_info* found = parser::find_command(word);
  return found != nullptr && found->keyword == word ? found : nullptr;
}

[[nodiscard]] std::optional<parser::verb> parse_verb(line_cursor& cursor, std::string_view what) {
  const std::string_view word = cursor.peek();
  const parser::command_info* found = find_verb(word);
  if (found == nullptr) {
    cursor.fail(what);
    return std::nullopt;
  }
  cursor.skip(word.size());
  return found->id;
}

[[nodiscard]] bool parse_command_event(line_cursor& cursor, on_step& into) {
  into.verb = parse_verb(cursor,
                         "a command in upper case, or unknown, invalid, any command, connect, disconnect, "
                         "login, response or idle");
  if (!into.verb) {
    return false;
  }
  into.bare = cursor.accept("bare");
  if (into.bare || cursor.at_end() || is_guard_word(cursor.peek())) {
    return true;
  }
  const bool quoted = cursor.peek().starts_with('"');
  into.argument =
      parse_pattern(cursor, quoted ? pattern_form::quoted : pattern_form::argument, pattern_use::overheard);
  return into.argument.has_value();
}

[[nodiscard]] bool parse_event(line_cursor& cursor, on_step& into) {
  const auto event = [&](on_event e) {
    into.event = e;
    return true;
  };
  if (cursor.accept("unknown")) {
    return event(on_event::unknown);
  }
  if (cursor.accept("connect")) {
    return event(on_event::connect);
  }
  if (cursor.accept("disconnect")) {
    return event(on_event::disconnect);
  }
  if (cursor.accept("login")) {
    return event(on_event::login);
  }
  if (cursor.accept("response")) {
    return event(on_event::response);
  }
  if (cursor.accept("any")) {
    return event(on_event::any_command) && cursor.expect("command");
  }
  if (cursor.accept("idle")) {
    const auto duration = cursor.duration();
    into.idle = duration.value_or(milliseconds{});
    return event(on_event::idle) && duration;
  }
  if (cursor.accept("invalid")) {
    if (!cursor.at_end() && !is_guard_word(cursor.peek())) {
      into.verb = parse_verb(cursor, "a command in upper case or a guard");
      return event(on_event::invalid) && into.verb;
    }
    return event(on_event::invalid);
  }
  return event(on_event::command) && parse_command_event(cursor, into);
}

[[nodiscard]] bool parse_when(line_cursor& cursor, guard& into) {
  if (cursor.accept("AUTHORIZATION") || cursor.peek() == "TRANSACTION") {
    into.kind = guard_kind::state;
    into.state = cursor.accept("TRANSACTION") ? parser::session_state::transaction
                                              : parser::session_state::authorization;
    return true;
  }
  if (cursor.accept("deleted")) {
    into.kind = guard_kind::deleted;
    return true;
  }
  if (cursor.accept("not")) {
    into.kind = guard_kind::not_deleted;
    return cursor.expect("deleted");
  }
  if (cursor.accept("empty")) {
    into.kind = guard_kind::empty_maildrop;
    return true;
  }
  if (cursor.accept("pipelined")) {
    into.kind = guard_kind::pipelined;
    return true;
  }
  if (cursor.accept("lower")) {
    into.kind = guard_kind::lower_case;
    return cursor.expect("case");
  }
  return cursor.fail("AUTHORIZATION, TRANSACTION, deleted, not deleted, empty, pipelined or lower case");
}

[[nodiscard]] bool parse_counted(line_cursor& cursor, guard_kind kind, std::string_view what,
                                 std::uint64_t from, guard& into) {
  into.kind = kind;
  const auto number = cursor.number(what, from);
  into.number = number.value_or(0);
  return number.has_value();
}

[[nodiscard]] bool parse_guard(line_cursor& cursor, guard& into) {
  if (cursor.accept("when")) {
    return parse_when(cursor, into);
  }
  if (cursor.accept("after")) {
    into.kind = guard_kind::after;
    const auto verb = parse_verb(cursor, "a command in upper case");
    into.verb = verb.value_or(into.verb);
    return verb.has_value();
  }
  if (cursor.accept("longer")) {
    return cursor.expect("than") &&
           parse_counted(cursor, guard_kind::longer_than, "a number of octets", 0, into);
  }
  if (cursor.accept("larger")) {
    into.kind = guard_kind::larger_than;
    const auto octets = cursor.expect("than") ? parse_size(cursor) : std::nullopt;
    into.number = octets.value_or(0);
    return octets.has_value();
  }
  const bool from = cursor.accept("from");
  if (cursor.accept("use")) {
    return parse_counted(cursor, from ? guard_kind::from_use : guard_kind::use, "a number of uses", 1, into);
  }
  if (cursor.accept("session")) {
    return parse_counted(cursor, from ? guard_kind::from_session : guard_kind::session, "a session's number",
                         1, into);
  }
  return cursor.fail(from ? R"("use" or "session")"
                          : "a guard: when, after, use, from, session, longer than or larger than");
}

[[nodiscard]] std::string print_guard(const guard& g) {
  switch (g.kind) {
    case guard_kind::state:
      return fmt::format("when {}", parser::describe(g.state));
    case guard_kind::deleted:
      return "when deleted";
    case guard_kind::not_deleted:
      return "when not deleted";
    case guard_kind::after:
      return fmt::format("after {}", parser::info(g.verb).keyword);
    case guard_kind::use:
      return fmt::format("use {}", g.number);
    case guard_kind::from_use:
      return fmt::format("from use {}", g.number);
    case guard_kind::session:
      return fmt::format("session {}", g.number);
    case guard_kind::from_session:
      return fmt::format("from session {}", g.number);
    case guard_kind::empty_maildrop:
      return "when empty";
    case guard_kind::lower_case:
      return "when lower case";
    case guard_kind::pipelined:
      return "when pipelined";
    case guard_kind::larger_than:
      return "larger than " + print_size(g.number);
    case guard_kind::longer_than:
      break;
  }
  return fmt::format("longer than {}", g.number);
}

[[nodiscard]] std::string print_event(const on_step& s) {
  std::string verb = s.verb ? std::string(parser::info(*s.verb).keyword) : std::string{};
  switch (s.event) {
    case on_event::command:
      return verb;
    case on_event::unknown:
      return "unknown";
    case on_event::invalid:
      return verb.empty() ? "invalid" : "invalid " + verb;
    case on_event::any_command:
      return "any command";
    case on_event::connect:
      return "connect";
    case on_event::disconnect:
      return "disconnect";
    case on_event::login:
      return "login";
    case on_event::response:
      return "response";
    case on_event::idle:
      break;
  }
  return "idle " + print_duration(s.idle);
}

}  // namespace

parsed_step parse_on(line_cursor& cursor) {
  on_step result;
  if (!parse_event(cursor, result)) {
    return std::nullopt;
  }
  while (!cursor.at_end()) {
    guard next;
    if (!parse_guard(cursor, next)) {
      return std::nullopt;
    }
    result.guards.push_back(next);
  }
  return result;
}

std::string print(const on_step& s) {
  std::string line = "on " + print_event(s);
  if (s.argument) {
    line += ' ' + print_argument(*s.argument);
  }
  line += s.bare ? " bare" : "";
  for (const guard& g : s.guards) {
    line += ' ' + print_guard(g);
  }
  return line;
}

}  // namespace popquiz::script
