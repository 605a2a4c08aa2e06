#include "run/rounds.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::conformance {
namespace {

/// Which of two rounds has more to show.
bool tells_more(const check_result& than, const check_result& again) {
  const auto rank = [](verdict v) { return v == verdict::skip ? 0 : v == verdict::pass ? 1 : 2; };
  return rank(again.outcome) > rank(than.outcome);
}

bool differ(const std::vector<verdict>& rounds) {
  const auto ran = [](verdict v) { return v != verdict::skip; };
  const auto first = std::ranges::find_if(rounds, ran);
  return std::any_of(first, rounds.end(), [&](verdict v) { return ran(v) && v != *first; });
}

}  // namespace

void add_round(check_result& to, check_result again) {
  std::vector<verdict> rounds = std::move(to.rounds);
  if (rounds.empty()) {
    rounds.push_back(to.outcome);
  }
  rounds.push_back(again.outcome);
  const auto duration = to.duration + again.duration;
  const bool known = to.expected_failure && again.expected_failure;
  if (tells_more(to, again)) {
    to = std::move(again);
  }
  if (differ(rounds)) {
    to.outcome = verdict::flaky;
  }
  to.expected_failure = known;
  to.duration = duration;
  to.rounds = std::move(rounds);
}

}  // namespace popquiz::conformance
