// Long bodies: what the scans pass over in large steps, which `replies` is too short for. An input is
// a row of tokens, each with how often it comes; the oracle is that of `replies`.
#include "choices.hpp"
#include "reply_reading.hpp"

#include <array>
#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::fuzz {
namespace {

reply_choice choose_body(choices& in) {
  constexpr std::array<std::uint64_t, 8> line_limits{0, 998, 999, 1040, 576, 600, 100, 2000};
  constexpr std::array<std::uint64_t, 4> body_limits{0, 1500, 4000, 700};
  reply_choice out;
  out.shape = parser::reply_shape::multi_line;
  const std::size_t bits = in.octet();
  out.mode = (bits & 1U) != 0 ? parser::strictness::strict : parser::strictness::tolerant;
  out.spans = bits >> 1U & 7U;
  out.limits.body_line = line_limits[bits >> 4U & 7U];
  out.limits.body = body_limits[in.octet() & 3U];
  return out;
}

/// The upper three bits of a token's octet say how often it comes.
void append_body(std::string& out, choices& in) {
  constexpr std::array tokens{"x"sv,    "\r\n"sv,   "."sv,     ".."sv,       "\r"sv,    "\n"sv,
                              "\0"sv,   "\xFF"sv,   "\t"sv,    " "sv,        "\r\n."sv, "\r\n.."sv,
                              "\x7F"sv, "..\r\n"sv, ".\r\n"sv, "\r\n.\r\n"sv};
  constexpr std::array<std::size_t, 8> times{1, 2, 7, 31, 64, 78, 250, 900};
  constexpr std::size_t line_octets = 76;
  const std::size_t octet = in.octet();
  const std::size_t count = times[octet >> 5U];
  if ((octet & 16U) != 0) {  // lines like those of mail, all of one length
    const std::size_t length = line_octets + (octet & 15U) - 8;
    for (std::size_t n = 0; n < std::min<std::size_t>(count, 32); ++n) {
      out.append(length, 'm').append("\r\n");
    }
    return;
  }
  for (std::size_t n = 0; n < count; ++n) {
    out += tokens[octet & 15U];
  }
}

/// The reply, no longer than `largest_input`.
const std::string& make_reply(choices& in) {
  static std::string out;
  out = (in.octet() & 1U) == 0 ? "+OK\r\n" : "+OK\n";
  while (!in.rest().empty() && out.size() < largest_input) {
    append_body(out, in);
  }
  out.resize(std::min(out.size(), largest_input));
  return out;
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = popquiz::fuzz;
  fuzz::choices in(data, size);
  fuzz::compare_rest(in, fuzz::choose_body(in), fuzz::make_reply);
  return 0;
}
