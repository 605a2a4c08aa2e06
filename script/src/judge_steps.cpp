#include "fact_text.hpp"
#include "step_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

struct verdict_word {
  judgement verdict;
  std::string_view word;
};
constexpr std::array<verdict_word, 4> verdicts{{{judgement::correct, "correct"},
                                                {judgement::tolerant, "tolerant"},
                                                {judgement::wrong, "wrong"},
                                                {judgement::informational, "informational"}}};

}  // namespace

std::string_view describe(judgement what) noexcept {
  const auto* found = std::find_if(verdicts.begin(), verdicts.end(),
                                   [&](const verdict_word& v) { return v.verdict == what; });
  return found == verdicts.end() ? "correct" : found->word;
}

namespace {

[[nodiscard]] parsed_step parse_rule(line_cursor& cursor, judgement verdict) {
  rule_step result{verdict, {}};
  if (!cursor.expect("when")) {
    return std::nullopt;
  }
  while (true) {
    fact next;
    if (!parse_fact(cursor, next)) {
      return std::nullopt;
    }
    result.facts.push_back(std::move(next));
    if (cursor.at_end()) {
      return result;
    }
    if (cursor.rest().front() != ',') {
      cursor.fail("a comma and another fact, or the end of the line");
      return std::nullopt;
    }
    cursor.skip(1);
  }
}

}  // namespace

parsed_step parse_judge(line_cursor& cursor) {
  return cursor.expect_end() ? parsed_step(judge_step{}) : std::nullopt;
}
parsed_step parse_correct(line_cursor& cursor) {
  return parse_rule(cursor, judgement::correct);
}
parsed_step parse_tolerant(line_cursor& cursor) {
  return parse_rule(cursor, judgement::tolerant);
}
parsed_step parse_wrong(line_cursor& cursor) {
  return parse_rule(cursor, judgement::wrong);
}
parsed_step parse_informational(line_cursor& cursor) {
  return parse_rule(cursor, judgement::informational);
}

std::string print(const judge_step&) {
  return "judge";
}

std::string print(const rule_step& s) {
  std::string line = fmt::format("{} when ", describe(s.verdict));
  for (std::size_t i = 0; i < s.facts.size(); ++i) {
    line += (i == 0 ? "" : ", ") + describe(s.facts[i]);
  }
  return line;
}

}  // namespace popquiz::script
