#include "pattern_text.hpp"
#include "step_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

[[nodiscard]] std::optional<check_lines_step> parse_pattern_of(line_cursor& cursor, line_relation how) {
  auto line = parse_pattern(cursor, pattern_form::quoted, pattern_use::heard);
  return line ? std::optional(check_lines_step{how, std::move(*line)}) : std::nullopt;
}

}  // namespace

bool is_about_lines(line_cursor& cursor) {
  return cursor.peek() == "a" || cursor.peek() == "no" || cursor.peek() == "reply";
}

std::optional<check_lines_step> parse_about_lines(line_cursor& cursor) {
  if (cursor.accept("reply")) {
    if (!cursor.expect("is")) {
      return std::nullopt;
    }
    return parse_pattern_of(cursor, cursor.accept("not") ? line_relation::not_reply : line_relation::reply);
  }
  const line_relation how = cursor.accept("no") ? line_relation::no_line : line_relation::a_line;
  if (how == line_relation::a_line && !cursor.expect("a")) {
    return std::nullopt;
  }
  return cursor.expect("line of body is") ? parse_pattern_of(cursor, how) : std::nullopt;
}

parsed_step parse_every_line(line_cursor& cursor) {
  if (!cursor.expect("line of body is")) {
    return std::nullopt;
  }
  if (cursor.accept("a")) {
    return cursor.expect("capability") ? at_end(cursor, check_lines_step{line_relation::every_capability, {}})
                                       : std::nullopt;
  }
  auto step = parse_pattern_of(cursor, line_relation::every_line);
  return step ? at_end(cursor, std::move(*step)) : std::nullopt;
}

parsed_step parse_check_tags(line_cursor& cursor) {
  check_tags_step result;
  auto name = cursor.expect("every tag of") ? cursor.name("the name of a remembered body") : std::nullopt;
  if (!name) {
    return std::nullopt;
  }
  result.name = std::move(*name);
  if (cursor.accept("but")) {
    do {
      const std::string_view word = cursor.peek();
      if (!is_word(word)) {
        cursor.fail("a capability's tag");
        return std::nullopt;
      }
      cursor.skip(word.size());
      result.but.emplace_back(word);
    } while (!cursor.at_end());
  }
  return at_end(cursor, std::move(result));
}

std::string print(const check_lines_step& s) {
  const auto with_pattern = [&](std::string_view words) {
    return fmt::format("check {} \"{}\"", words, print_pattern_text(s.line, pattern_form::quoted));
  };
  switch (s.how) {
    case line_relation::a_line:
      return with_pattern("a line of body is");
    case line_relation::no_line:
      return with_pattern("no line of body is");
    case line_relation::reply:
      return with_pattern("reply is");
    case line_relation::not_reply:
      return with_pattern("reply is not");
    case line_relation::every_line:
      return with_pattern("every line of body is");
    case line_relation::every_capability:
      break;
  }
  return "check every line of body is a capability";
}

std::string print(const check_tags_step& s) {
  std::string line = "check body has every tag of " + s.name;
  for (const std::string& word : s.but) {
    line += (&word == s.but.data() ? " but " : " ") + word;
  }
  return line;
}

}  // namespace popquiz::script
