#include "duration_text.hpp"
#include "pattern_text.hpp"
#include "printable.hpp"
#include "size_text.hpp"
#include "step_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

constexpr std::uint64_t rounds_limit = 1'000'000;
constexpr std::uint64_t cut_tail_limit = 65'536;
constexpr std::string_view maildrop_word = "maildrop";

/// A value of `for` that needs no quotes.
[[nodiscard]] bool is_plain(std::string_view value) noexcept {
  return value != maildrop_word && is_plain_word(value);
}

[[nodiscard]] std::optional<std::string> parse_value(line_cursor& cursor) {
  const std::string_view word = cursor.peek();
  if (word.starts_with('"')) {
    return parse_quoted_value(cursor);
  }
  if (!is_plain(word)) {
    cursor.fail("a value: printable octets, or quoted");
    return std::nullopt;
  }
  cursor.skip(word.size());
  return std::string(word);
}

/// "in last 12 octets" and "pause 20ms", either or both.
[[nodiscard]] bool parse_cut_bounds(line_cursor& cursor, cut_step& into) {
  if (cursor.accept("in")) {
    const auto tail =
        cursor.expect("last") ? cursor.number("a number of octets", 2, cut_tail_limit) : std::nullopt;
    if (!tail || !cursor.expect("octets")) {
      return false;
    }
    into.tail = *tail;
  }
  if (cursor.accept("pause")) {
    const auto pause = cursor.duration();
    if (!pause || pause->count() == 0) {
      return pause ? cursor.fail("a pause longer than nothing") : false;
    }
    into.pause = *pause;
  }
  return true;
}

}  // namespace

parsed_step parse_login(line_cursor& cursor) {
  login_step result;
  if (!cursor.at_end()) {
    result.may_be_refused = cursor.expect("or refused");
    if (!result.may_be_refused) {
      return std::nullopt;
    }
  }
  return at_end(cursor, result);
}

parsed_step parse_expect(line_cursor& cursor) {
  if (cursor.accept("close")) {
    return at_end(cursor, expect_close_step{});
  }
  if (!cursor.accept("nothing")) {
    cursor.fail(R"("nothing for" or "close")");
    return std::nullopt;
  }
  if (!cursor.expect("for")) {
    return std::nullopt;
  }
  const auto duration = cursor.duration();
  if (!duration) {
    return std::nullopt;
  }
  expect_nothing_step result{*duration};
  if (!cursor.at_end()) {
    result.or_close = cursor.expect("or close");
    if (!result.or_close) {
      return std::nullopt;
    }
  }
  return at_end(cursor, result);
}

parsed_step parse_close(line_cursor& cursor) {
  return at_end(cursor, close_step{false});
}
parsed_step parse_reset(line_cursor& cursor) {
  return at_end(cursor, close_step{true});
}

parsed_step parse_wait(line_cursor& cursor) {
  const auto duration = cursor.duration();
  return duration ? at_end(cursor, wait_step{*duration}) : std::nullopt;
}

parsed_step parse_session(line_cursor& cursor) {
  auto name = cursor.name("a name for the session");
  return name ? at_end(cursor, session_step{std::move(*name), {}}) : std::nullopt;
}

parsed_step parse_together(line_cursor& cursor) {
  return at_end(cursor, together_step{});
}

parsed_step parse_cut(line_cursor& cursor) {
  cut_step result;
  if (!cursor.accept("everywhere")) {
    result.mode = cursor.peek() == "at" ? cut_mode::at : cut_mode::every;
    if (!cursor.accept("at") && !cursor.accept("every")) {
      cursor.fail(R"("at", "every" or "everywhere")");
      return std::nullopt;
    }
    const auto octets = cursor.number("a number of octets", 1);
    if (!octets) {
      return std::nullopt;
    }
    result.octets = *octets;
  }
  return parse_cut_bounds(cursor, result) ? at_end(cursor, std::move(result)) : std::nullopt;
}

parsed_step parse_for(line_cursor& cursor) {
  for_step result;
  if (is_predefined(cursor.peek())) {
    cursor.fail("a name that is not predefined");
    return std::nullopt;
  }
  auto name = cursor.name("a name");
  if (!name || !cursor.expect("in")) {
    return std::nullopt;
  }
  result.name = std::move(*name);
  if (cursor.accept(maildrop_word)) {
    result.maildrop = true;
    return at_end(cursor, std::move(result));
  }
  do {
    auto value = parse_value(cursor);
    if (!value) {
      return std::nullopt;
    }
    result.values.push_back(std::move(*value));
  } while (!cursor.at_end());
  return result;
}

parsed_step parse_repeat(line_cursor& cursor) {
  if (cursor.accept("until")) {
    repeat_step result;
    result.until_closed = true;
    if (!cursor.expect("closed")) {
      return std::nullopt;
    }
    if (cursor.accept("or")) {
      const auto octets = parse_size(cursor);
      if (!octets) {
        return std::nullopt;
      }
      result.octets = *octets;
    }
    return at_end(cursor, std::move(result));
  }
  const auto times = cursor.number("a number of times", 0, rounds_limit);
  repeat_step result;
  result.times = times.value_or(0);
  return times && cursor.expect("times") ? at_end(cursor, std::move(result)) : std::nullopt;
}

parsed_step parse_if(line_cursor& cursor) {
  if_step result;
  if (is_about_lines(cursor)) {
    auto lines = parse_about_lines(cursor);
    if (!lines) {
      return std::nullopt;
    }
    result.condition = condition_kind::lines;
    result.lines = std::move(*lines);
  } else if (cursor.accept("refused")) {
    result.condition = condition_kind::refused;
  } else if (cursor.accept("+OK")) {
    result.condition = condition_kind::replied_ok;
  } else if (cursor.accept("-ERR")) {
    result.condition = condition_kind::replied_err;
  } else if (cursor.accept("closed")) {
    result.condition = condition_kind::closed;
  } else if (cursor.accept("in")) {
    result.condition = condition_kind::in_tls;
    if (!cursor.expect("TLS")) {
      return std::nullopt;
    }
  } else if (!cursor.accept("logged")) {
    cursor.fail(
        R"("logged in", "refused", "+OK", "-ERR", "in TLS", "closed", "reply is" or "a line of body is")");
    return std::nullopt;
  } else if (!cursor.expect("in")) {
    return std::nullopt;
  }
  return at_end(cursor, std::move(result));
}

std::string print(const login_step& s) {
  return s.may_be_refused ? "login or refused" : "login";
}
std::string print(const expect_nothing_step& s) {
  return "expect nothing for " + print_duration(s.duration) + (s.or_close ? " or close" : "");
}
std::string print(const expect_close_step&) {
  return "expect close";
}
std::string print(const close_step& s) {
  return s.abortive ? "reset" : "close";
}
std::string print(const wait_step& s) {
  return "wait " + print_duration(s.duration);
}
std::string print(const session_step& s) {
  return "session " + s.name;
}
std::string print(const together_step&) {
  return "together";
}

std::string print(const cut_step& s) {
  std::string line = s.mode == cut_mode::everywhere ? "cut everywhere"
                     : s.mode == cut_mode::at       ? fmt::format("cut at {}", s.octets)
                                                    : fmt::format("cut every {}", s.octets);
  line += s.tail == 0 ? "" : fmt::format(" in last {} octets", s.tail);
  line += s.pause.count() == 0 ? "" : " pause " + print_duration(s.pause);
  return line;
}

std::string print(const for_step& s) {
  std::string line = fmt::format("for {} in", s.name);
  if (s.maildrop) {
    return line + " maildrop";
  }
  for (const std::string& value : s.values) {
    if (is_plain(value)) {
      line += ' ' + value;
    } else {
      line += " \"";
      append_escaped(line, value, true);
      line += '"';
    }
  }
  return line;
}

std::string print(const repeat_step& s) {
  if (s.until_closed) {
    return "repeat until closed" + (s.octets == 0 ? "" : " or " + print_size(s.octets));
  }
  return fmt::format("repeat {} times", s.times);
}

std::string print(const if_step& s) {
  switch (s.condition) {
    case condition_kind::logged_in:
      return "if logged in";
    case condition_kind::refused:
      return "if refused";
    case condition_kind::replied_ok:
      return "if +OK";
    case condition_kind::replied_err:
      return "if -ERR";
    case condition_kind::in_tls:
      return "if in TLS";
    case condition_kind::closed:
      return "if closed";
    case condition_kind::lines:
      break;
  }
  return "if" + print(s.lines).substr(std::string_view("check").size());
}

}  // namespace popquiz::script
