// The reply parser against the naive one: the same events, errors, offsets, consumed octets and
// observations for any kernel and however the stream is cut.
#include "choices.hpp"
#include "reply_reading.hpp"

#include <array>

namespace popquiz::fuzz {
namespace {

/// 0 is `none`; otherwise most choices are small limits, the last ones are around `edge`.
std::size_t choose_limit(choices& in, std::size_t none, std::size_t edge) {
  const std::size_t choice = in.octet();
  if (choice == 0) {
    return none;
  }
  return choice < 240 ? choice : edge + choice - 248;
}

reply_choice choose_reply(choices& in) {
  constexpr std::array shapes{parser::reply_shape::multi_line, parser::reply_shape::single_line,
                              parser::reply_shape::sasl, parser::reply_shape::multi_line};
  reply_choice out;
  const std::size_t bits = in.octet();
  out.shape = shapes[bits & 3U];
  out.mode = (bits & 4U) != 0 ? parser::strictness::strict : parser::strictness::tolerant;
  out.spans = bits >> 3U & 7U;
  out.limits.status_line = choose_limit(in, parser::reply_limits{}.status_line, 512);
  out.limits.body_line = choose_limit(in, 0, 998);
  out.limits.body = choose_limit(in, 0, 256);
  return out;
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = popquiz::fuzz;
  fuzz::choices in(data, size);
  fuzz::compare_rest(in, fuzz::choose_reply(in), [](const fuzz::choices& rest) { return rest.rest(); });
  return 0;
}
