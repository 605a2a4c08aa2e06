#include "run/check_order.hpp"

#include <numeric>
#include <utility>

namespace popquiz::conformance {

std::vector<std::size_t> check_order::next(std::span<const check> checks) {
  std::vector<std::size_t> order(checks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::size_t last = 0;  // of those that may move, one behind the last
  while (last < checks.size() && checks[last].dialogue.changes == script::changes_kind::nothing) {
    ++last;
  }
  for (; last > 1; --last) {  // Fisher and Yates
    std::swap(order[last - 1], order[random_() % last]);
  }
  return order;
}

}  // namespace popquiz::conformance
