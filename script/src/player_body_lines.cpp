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

/// What is not as the step has it, printable; nothing when all is. The last body has ended. Captures where
/// the step does.
std::optional<std::string> player::impl::difference_of_lines(const check_lines_step& step) {
  if (step.how == line_relation::reply || step.how == line_relation::not_reply) {
    const std::string& line = session().status_line();
    const bool is = match_exact(step.line, line, vars_);
    return is == (step.how == line_relation::reply) ? std::nullopt : std::optional(show(line));
  }
  std::string_view rest = session().body().octets();
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    variables unheard = vars_;
    const bool is = step.how == line_relation::every_capability
                        ? static_cast<bool>(parser::parse_capability(line, parser::strictness::strict))
                        : match_exact(step.line, line, step.how == line_relation::a_line ? vars_ : unheard);
    if (is && step.how == line_relation::a_line) {
      return std::nullopt;
    }
    if (step.how != line_relation::a_line && is == (step.how == line_relation::no_line)) {
      return show(line);
    }
  }
  return step.how == line_relation::a_line ? std::optional<std::string>("none that is") : std::nullopt;
}

player::impl::progress player::impl::run(const check_lines_step& step) {
  if (const progress p = read_body("the end of the body"); p != progress::finished) {
    return p;
  }
  if (!knows_all(step.line, vars_)) {
    return abort_unknown(step.line);
  }
  const auto difference = difference_of_lines(step);
  return difference ? mismatch(print(step).substr(std::string_view("check ").size()), *difference)
                    : progress::finished;
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
