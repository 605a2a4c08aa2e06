#include "pattern_text.hpp"
#include "placeholder_text.hpp"
#include "step_text.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

struct mark {
  std::string_view text;
  speaker who;
  line_form form;
};
constexpr std::array<mark, 8> marks{{{"C:", speaker::client, line_form::line},
                                     {"C!", speaker::client, line_form::raw},
                                     {"S:", speaker::server, line_form::line},
                                     {"S=", speaker::server, line_form::exact},
                                     {"S!", speaker::server, line_form::raw},
                                     {"S|", speaker::server, line_form::body_line},
                                     {"S*", speaker::server, line_form::body_lines},
                                     {"S.", speaker::server, line_form::body_end}}};
constexpr std::string_view message_mark = "S@";

/// How a line's placeholders are to be taken.
[[nodiscard]] pattern_use use_of(const mark& m, place where) noexcept {
  const bool raw = m.form == line_form::raw;
  switch (where) {
    case place::dialogue:
      if (m.who == speaker::client) {
        return pattern_use::said_by_client;
      }
      return raw ? pattern_use::said : pattern_use::heard;
    case place::on_block:
      return pattern_use::said;
    case place::recording:
    case place::judge:
      break;
  }
  return raw ? pattern_use::said : pattern_use::either;
}

[[nodiscard]] bool is_heard(place where) noexcept {
  return where == place::dialogue;
}

/// How much of a message: "100 octets" or "60%".
[[nodiscard]] bool parse_beginning(line_cursor& cursor, message_step& into) {
  if (const std::string_view word = cursor.peek(); word.ends_with('%')) {
    const auto percent = parser::parse_number(word.substr(0, word.size() - 1));
    if (!percent || percent.value > 100) {
      return cursor.fail("a share from 0% to 100%");
    }
    into.percent = percent.value;
    cursor.skip(word.size());
    return true;
  }
  return (into.octets = cursor.number("a number of octets, or a share such as 60%")) &&
         cursor.expect("octets");
}

/// One of the words behind "S@ message N".
[[nodiscard]] bool parse_bend(line_cursor& cursor, message_step& into) {
  const auto once = [&](bool already) { return !already || cursor.fail("each of these once"); };
  if (cursor.peek() == "headers" || cursor.peek() == "lines") {
    if (!once(into.headers_only || into.lines)) {
      return false;
    }
    if (cursor.accept("headers")) {
      return into.headers_only = true;
    }
    cursor.expect("lines");
    return (into.lines = parse_number_or_use(cursor, "a number of lines")).has_value();
  }
  if (cursor.peek() == "first") {
    return once(into.octets || into.percent) && cursor.expect("first") && parse_beginning(cursor, into);
  }
  if (cursor.peek() == "unstuffed") {
    return once(into.unstuffed) && (into.unstuffed = cursor.expect("unstuffed"));
  }
  if (cursor.peek() == "with") {
    return once(into.lf_line_ends) && (into.lf_line_ends = cursor.expect("with LF line ends"));
  }
  if (cursor.peek() == "without") {
    return once(into.no_final_line_end) && (into.no_final_line_end = cursor.expect("without final line end"));
  }
  return cursor.fail(
      R"("headers", "lines", "first", "unstuffed", "with LF line ends" or "without final line end")");
}

[[nodiscard]] parsed_step parse_message(line_cursor& cursor, place where) {
  message_step result;
  if (!cursor.expect("message")) {
    return std::nullopt;
  }
  const auto number = parse_number_or_use(cursor, "a message-number", 1);
  if (!number) {
    return std::nullopt;
  }
  result.number = *number;
  while (!cursor.at_end()) {
    const bool heard_too = cursor.peek() == "headers" || cursor.peek() == "lines";
    if (is_heard(where) && !heard_too) {
      cursor.fail(R"("headers" or "lines", as it is heard)");
      return std::nullopt;
    }
    if (!parse_bend(cursor, result)) {
      return std::nullopt;
    }
  }
  return result;
}

[[nodiscard]] std::optional<pattern> parse_text(line_cursor& cursor, const mark& m, pattern_use use) {
  if (m.form == line_form::raw) {
    auto text = parse_pattern(cursor, pattern_form::quoted, use);
    return text && cursor.expect_end() ? std::move(text) : std::nullopt;
  }
  if (cursor.rest().empty()) {
    return pattern{};
  }
  cursor.skip(1);
  return parse_pattern(cursor, pattern_form::line, use);
}

}  // namespace

bool is_line_mark(std::string_view word) noexcept {
  const std::string_view begin = word.substr(0, 2);
  return begin == message_mark ||
         std::any_of(marks.begin(), marks.end(), [&](const mark& m) { return m.text == begin; });
}

parsed_step parse_marked_line(line_cursor& cursor, place where) {
  const std::string_view text = cursor.peek().substr(0, 2);
  if (where == place::on_block && (text.starts_with('C') || text == "S*")) {
    cursor.fail(R"(a step that says something as the server)");
    return std::nullopt;
  }
  cursor.skip(text.size());
  if (!cursor.rest().empty() && cursor.rest().front() != ' ') {
    cursor.fail(fmt::format("a space behind {}", text));
    return std::nullopt;
  }
  if (text == message_mark) {
    return parse_message(cursor, where);
  }
  const auto* found = std::find_if(marks.begin(), marks.end(), [&](const mark& m) { return m.text == text; });
  line_step result{found->who, found->form, {}};
  if (found->form == line_form::body_end) {
    return cursor.expect_end() ? parsed_step(std::move(result)) : std::nullopt;
  }
  auto line = parse_text(cursor, *found, use_of(*found, where));
  if (!line) {
    return std::nullopt;
  }
  result.text = std::move(*line);
  return result;
}

std::string print(const line_step& s) {
  const auto* found = std::find_if(marks.begin(), marks.end(),
                                   [&](const mark& m) { return m.who == s.who && m.form == s.form; });
  std::string line(found == marks.end() ? std::string_view("C:") : found->text);
  if (s.form == line_form::raw) {
    return fmt::format("{} \"{}\"", line, print_pattern_text(s.text, pattern_form::quoted));
  }
  if (s.form != line_form::body_end && !s.text.pieces.empty()) {
    line += ' ' + print_pattern_text(s.text, pattern_form::line);
  }
  return line;
}

std::string print(const message_step& s) {
  std::string line = fmt::format("S@ message {}", print_number_or_use(s.number));
  if (s.headers_only) {
    line += " headers";
  }
  if (s.lines) {
    line += " lines " + print_number_or_use(*s.lines);
  }
  if (s.octets) {
    line += fmt::format(" first {} octets", *s.octets);
  }
  if (s.percent) {
    line += fmt::format(" first {}%", *s.percent);
  }
  line += s.unstuffed ? " unstuffed" : "";
  line += s.lf_line_ends ? " with LF line ends" : "";
  line += s.no_final_line_end ? " without final line end" : "";
  return line;
}

std::optional<number_or_use> parse_number_or_use(line_cursor& cursor, std::string_view what,
                                                 std::uint64_t from) {
  number_or_use result;
  if (cursor.peek().starts_with("{")) {
    auto name = parse_use(cursor, fmt::format("{} or {{=NAME}}", what));
    if (!name) {
      return std::nullopt;
    }
    result.name = std::move(*name);
    return result;
  }
  const auto number = cursor.number(what, from);
  if (!number) {
    return std::nullopt;
  }
  result.number = *number;
  return result;
}

std::string print_number_or_use(const number_or_use& n) {
  return n.name.empty() ? fmt::format("{}", n.number) : fmt::format("{{={}}}", n.name);
}

}  // namespace popquiz::script
