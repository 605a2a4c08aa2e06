#include "bounded_exchange.hpp"

#include <utility>

namespace popquiz::sasl {

using sansio::sasl_answer;
using sansio::sasl_progress;

sasl_answer bounded_exchange::step(std::optional<std::string_view> heard) {
  if (failed_) {
    return fail(is_over);
  }
  if (heard && heard->size() > step_limit) {
    return fail("more octets than a step may have");
  }
  const bool is_first = !std::exchange(begun_, true);
  if (!heard && !is_first) {
    return fail("the peer says nothing");
  }
  return next(heard, is_first);
}

sasl_answer bounded_exchange::fail(std::string_view why) noexcept {
  why_ = why;
  failed_ = true;
  return {sasl_progress::failed, std::nullopt};
}

}  // namespace popquiz::sasl
