#include "placeholder_text.hpp"
#include "step_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

[[nodiscard]] bool parse_octets_of(line_cursor& cursor, term& into) {
  if (cursor.accept("body")) {
    into.kind = term_kind::octets_of_body;
    return true;
  }
  if (cursor.accept("maildrop")) {
    into.kind = term_kind::octets_of_maildrop;
    return true;
  }
  if (!cursor.accept("message")) {
    return cursor.fail(R"("body", "maildrop" or "message")");
  }
  into.kind = term_kind::octets_of_message;
  auto number = parse_number_or_use(cursor, "a message-number", 1);
  if (number) {
    into.number = number->number;
    into.name = std::move(number->name);
  }
  return number.has_value();
}

[[nodiscard]] bool parse_use_term(line_cursor& cursor, term_kind kind, term& into) {
  into.kind = kind;
  auto name = parse_use(cursor, "{=NAME}");
  into.name = name.value_or(std::string{});
  return name.has_value();
}

[[nodiscard]] bool parse_term(line_cursor& cursor, term& into) {
  if (cursor.peek().starts_with('{')) {
    return parse_use_term(cursor, term_kind::use, into);
  }
  if (cursor.accept("length")) {
    return cursor.expect("of") && parse_use_term(cursor, term_kind::length_of, into);
  }
  if (cursor.accept("octets")) {
    return cursor.expect("of") && parse_octets_of(cursor, into);
  }
  if (cursor.accept("lines")) {
    into.kind = term_kind::lines_of_body;
    return cursor.expect("of body");
  }
  if (cursor.accept("messages")) {
    into.kind = term_kind::messages_of_maildrop;
    return cursor.expect("of maildrop");
  }
  if (cursor.accept("column")) {
    into.kind = term_kind::column_of_body;
    const auto column = cursor.number("a column", 1);
    into.number = column.value_or(0);
    return column && cursor.expect("of body");
  }
  const std::string_view word = cursor.peek();
  if (word.empty() || word.front() < '0' || word.front() > '9') {
    return cursor.fail("a number, {=NAME}, or octets, lines, length, column or messages of something");
  }
  const auto number = cursor.number("a number");
  into.number = number.value_or(0);
  return number.has_value();
}

[[nodiscard]] std::string print_term(const term& t) {
  switch (t.kind) {
    case term_kind::number:
      break;
    case term_kind::use:
      return fmt::format("{{={}}}", t.name);
    case term_kind::octets_of_body:
      return "octets of body";
    case term_kind::lines_of_body:
      return "lines of body";
    case term_kind::column_of_body:
      return fmt::format("column {} of body", t.number);
    case term_kind::messages_of_maildrop:
      return "messages of maildrop";
    case term_kind::octets_of_maildrop:
      return "octets of maildrop";
    case term_kind::octets_of_message:
      return "octets of message " + print_number_or_use({t.number, t.name});
    case term_kind::length_of:
      return fmt::format("length of {{={}}}", t.name);
  }
  return fmt::format("{}", t.number);
}

}  // namespace

std::optional<expression> parse_expression(line_cursor& cursor) {
  expression result;
  bool negative = cursor.accept("-");
  while (true) {
    term next;
    next.negative = negative;
    if (!parse_term(cursor, next)) {
      return std::nullopt;
    }
    result.terms.push_back(std::move(next));
    negative = cursor.peek() == "-";
    if (!cursor.accept("+") && !cursor.accept("-")) {
      return result;
    }
  }
}

std::string print_expression(const expression& e) {
  std::string text;
  for (const term& t : e.terms) {
    if (!text.empty()) {
      text += t.negative ? " - " : " + ";
    } else if (t.negative) {
      text += "- ";
    }
    text += print_term(t);
  }
  return text;
}

}  // namespace popquiz::script
