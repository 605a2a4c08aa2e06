#include "placeholder_text.hpp"
#include "step_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

constexpr std::array<std::pair<std::string_view, relation>, 6> relations{{{"==", relation::equal},
                                                                          {"!=", relation::not_equal},
                                                                          {"<", relation::less},
                                                                          {"<=", relation::less_equal},
                                                                          {">", relation::greater},
                                                                          {">=", relation::greater_equal}}};

[[nodiscard]] parsed_step parse_distinct(line_cursor& cursor) {
  if (!cursor.expect("column")) {
    return std::nullopt;
  }
  const auto column = cursor.number("a column", 1);
  return column && cursor.expect("of body") ? at_end(cursor, distinct_step{*column}) : std::nullopt;
}

[[nodiscard]] parsed_step parse_check_body(line_cursor& cursor) {
  if (cursor.accept("has")) {
    return parse_check_tags(cursor);
  }
  check_body_step result;
  if (cursor.accept("begins")) {
    result.how = body_relation::begins;
  } else if (!cursor.accept("is")) {
    cursor.fail(R"("is", "begins" or "has")");
    return std::nullopt;
  } else if (cursor.accept("not")) {
    result.how = body_relation::differs;
  }
  auto name = cursor.name("the name of a remembered body");
  result.name = name.value_or(std::string{});
  return name ? at_end(cursor, std::move(result)) : std::nullopt;
}

/// Behind "check {=LEFT}", at "is" or "differs".
[[nodiscard]] parsed_step parse_differ(line_cursor& cursor, std::string left) {
  const bool same = cursor.accept("is");
  if (same && !cursor.peek().starts_with('{')) {
    return parse_check_text(cursor, std::move(left));
  }
  if (!same && !cursor.expect("differs from")) {
    return std::nullopt;
  }
  auto right = parse_use(cursor, "{=NAME}");
  return right ? at_end(cursor, differ_step{std::move(left), std::move(*right), same}) : std::nullopt;
}

}  // namespace

parsed_step parse_check(line_cursor& cursor) {
  if (cursor.accept("distinct")) {
    return parse_distinct(cursor);
  }
  if (cursor.accept("body")) {
    return parse_check_body(cursor);
  }
  if (cursor.accept("every")) {
    return parse_every_line(cursor);
  }
  if (is_about_lines(cursor)) {
    auto lines = parse_about_lines(cursor);
    return lines ? at_end(cursor, std::move(*lines)) : std::nullopt;
  }
  auto left = parse_expression(cursor);
  if (!left) {
    return std::nullopt;
  }
  const term& first = left->terms.front();
  if (left->terms.size() == 1 && first.kind == term_kind::use && !first.negative &&
      (cursor.peek() == "is" || cursor.peek() == "differs")) {
    return parse_differ(cursor, first.name);
  }
  const auto* found = std::find_if(relations.begin(), relations.end(),
                                   [&](const auto& r) { return r.first == cursor.peek(); });
  if (found == relations.end()) {
    cursor.fail("one of == != < <= > >=");
    return std::nullopt;
  }
  cursor.accept(found->first);
  auto right = parse_expression(cursor);
  return right ? at_end(cursor, check_step{std::move(*left), found->second, std::move(*right)})
               : std::nullopt;
}

parsed_step parse_remember(line_cursor& cursor) {
  if (!cursor.expect("body as")) {
    return std::nullopt;
  }
  if (cursor.peek() == "not") {
    cursor.fail("a name other than \"not\"");
    return std::nullopt;
  }
  auto name = cursor.name("a name for the body");
  return name ? at_end(cursor, remember_step{std::move(*name)}) : std::nullopt;
}

std::string print_relation(relation r) {
  const auto* found =
      std::find_if(relations.begin(), relations.end(), [&](const auto& x) { return x.second == r; });
  return std::string(found == relations.end() ? "==" : found->first);
}

std::string print(const check_step& s) {
  return fmt::format("check {} {} {}", print_expression(s.left), print_relation(s.how),
                     print_expression(s.right));
}

std::string print(const distinct_step& s) {
  return fmt::format("check distinct column {} of body", s.column);
}
std::string print(const remember_step& s) {
  return "remember body as " + s.name;
}

std::string print(const check_body_step& s) {
  switch (s.how) {
    case body_relation::same:
      return "check body is " + s.name;
    case body_relation::differs:
      return "check body is not " + s.name;
    case body_relation::begins:
      break;
  }
  return "check body begins " + s.name;
}

std::string print(const differ_step& s) {
  return fmt::format("check {{={}}} {} {{={}}}", s.left, s.same ? "is" : "differs from", s.right);
}

}  // namespace popquiz::script
