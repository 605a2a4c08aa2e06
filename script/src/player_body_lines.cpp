// Checks that look at the lines of the last body in any order, as a list of capabilities needs it.
#include "player_impl.hpp"
#include "step_text.hpp"

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/capability.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

[[nodiscard]] bool has_tag(std::string_view body, std::string_view tag) noexcept {
  while (!body.empty()) {
    if (parser::equal_ignoring_case(column_of(take_line(body), 1), tag)) {
      return true;
    }
  }
  return false;
}

}  // namespace

/// Whether a line of the last body, which has ended, matches; captures from the first that does.
bool player::impl::a_line_is(const pattern& line) {
  std::string_view rest = session().body().octets();
  while (!rest.empty()) {
    if (match_exact(line, take_line(rest), vars_)) {
      return true;
    }
  }
  return false;
}

player::impl::progress player::impl::run(const check_lines_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  const std::string expected = print(step).substr(std::string_view("check ").size());
  if (step.how == line_relation::a_line) {
    return a_line_is(step.line) ? progress::finished : mismatch(expected, "none that is");
  }
  std::string_view rest = session().body().octets();
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    variables unheard = vars_;
    const bool is = step.how == line_relation::every_capability
                        ? static_cast<bool>(parser::parse_capability(line, parser::strictness::strict))
                        : match_exact(step.line, line, unheard);
    if (is == (step.how == line_relation::no_line)) {
      return mismatch(expected, show(line));
    }
  }
  return progress::finished;
}

player::impl::progress player::impl::run(const check_tags_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  const std::string* const kept = remembered(step.name);
  if (kept == nullptr) {
    return progress::stopped;
  }
  const std::string_view body = session().body().octets();
  std::string_view rest = *kept;
  while (!rest.empty()) {
    const std::string_view tag = column_of(take_line(rest), 1);
    const bool excepted = std::ranges::any_of(
        step.but, [&](const std::string& each) { return parser::equal_ignoring_case(each, tag); });
    if (!excepted && !has_tag(body, tag)) {
      return mismatch(fmt::format("every tag of {}", step.name), fmt::format("no {}", show(tag)));
    }
  }
  return progress::finished;
}

}  // namespace popquiz::script
