// What no server should send: memory stays what it is (nothing here is held but one piece), and an
// error tells the first offending octet, however the stream was cut.
#include "drive.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

constexpr std::array<std::size_t, 6> piece_sizes{1, 3, 64, 1000, 4096, 65'536};

/// A status line, then one octet for ever, in pieces of `step` octets: where and how it ends.
parse_result endless(reply_parser& parser, std::string_view front, char octet, std::size_t step,
                     std::uint64_t octets_at_most) {
  const std::string piece(step, octet);
  std::string held(front);
  parse_result result;
  while (parser.offset() <= octets_at_most) {
    do {
      result = parser.next(held);
      held.erase(0, result.consumed);
    } while (result.status == parse_status::event);
    if (result.status == parse_status::error) {
      break;
    }
    EXPECT_LE(held.size(), 8192U + step) << "more is held than the longest status line";
    held += piece;
  }
  return result;
}

TEST(bad_input, what_never_ends_fails_at_the_first_octet_over_its_limit) {
  const struct {
    const char* name;
    std::string_view front;
    char octet;
    strictness mode;
    reply_limits limits;
    parse_errc error;
    std::uint64_t offset;
  } rows[] = {
      {"status line, strict", "+OK ", 'x', strictness::strict, {}, parse_errc::status_line_too_long, 512},
      {"status line", "+OK ", 'x', strictness::tolerant, {}, parse_errc::status_line_too_long, 8192},
      {"status line of NUL", "-ERR ", '\0', strictness::tolerant, {}, parse_errc::status_line_too_long, 8192},
      {"no status line at all", "", '\xFF', strictness::tolerant, {}, parse_errc::bad_status_indicator, 0},
      {"line of a body",
       "+OK\r\n",
       'x',
       strictness::strict,
       {.body_line = 70'000},
       parse_errc::body_line_too_long,
       70'005},
      {"line of 8-bit octets",
       "+OK\r\nab\r\n",
       '\xFF',
       strictness::tolerant,
       {.body_line = 998},
       parse_errc::body_line_too_long,
       1007},
      {"body", "+OK\r\n", 'x', strictness::strict, {.body = 100'000}, parse_errc::body_too_long, 100'005},
      {"body of NUL", "+OK\r\na\r\n", '\0', strictness::tolerant, {.body = 5}, parse_errc::body_too_long, 10},
      {"body of line feeds", "+OK\r\n", '\n', strictness::strict, {}, parse_errc::bare_lf, 5},
      {"lines of line feeds",
       "+OK\n",
       '\n',
       strictness::tolerant,
       {.body = 3000},
       parse_errc::body_too_long,
       3004},
      {"body of carriage returns", "+OK\r\n", '\r', strictness::strict, {}, parse_errc::bare_cr, 5},
      {"line of dots",
       "+OK\r\n",
       '.',
       strictness::strict,
       {.body_line = 2000},
       parse_errc::body_line_too_long,
       2006},
  };
  for (const auto& row : rows) {
    for (const kernel scan : kernels()) {
      for (const std::size_t step : piece_sizes) {
        reply_parser parser(row.mode, row.limits, scan);
        parser.expect(reply_shape::multi_line);
        const parse_result result = endless(parser, row.front, row.octet, step, 200'000);
        EXPECT_EQ(describe(result.error), describe(row.error)) << row.name << ", " << step << " a piece";
        EXPECT_EQ(result.offset, row.offset) << row.name << ", " << step << " a piece, " << scan.name();
      }
    }
  }
}

TEST(bad_input, a_line_of_32_mib_is_noted_and_handed_out) {
  for (const kernel scan : kernels()) {
    const std::string piece(1U << 20U, 'x');
    reply_parser parser(strictness::strict, {}, scan);
    parser.expect(reply_shape::multi_line);
    EXPECT_EQ(parser.next("+OK\r\n").consumed, 5U);
    for (int i = 0; i < 32; ++i) {
      const parse_result result = parser.next(piece);
      ASSERT_EQ(result.event.text, piece);
    }
    EXPECT_EQ(parser.seen().count(observation::long_body_line), 1U);
    EXPECT_EQ(parser.seen().first(observation::long_body_line), 5U + 998U);
    EXPECT_EQ(parser.next("\r\n").consumed, 2U);
    EXPECT_EQ(parser.next(".\r\n").event.kind, event_kind::end);
  }
}

// Each octet that means something, at each place of a reply, in every partition.
TEST(bad_input, any_octet_anywhere_is_read_alike) {
  constexpr std::string_view reply = "+OK a\r\n..b\r\nc\r\n.\r\n";
  constexpr std::string_view octets = "\0\x7F\x80\xFF\r\n. +x"sv;
  for (std::size_t at = 0; at < reply.size(); ++at) {
    for (const char octet : octets) {
      std::string stream(reply);
      stream[at] = octet;
      for (const strictness mode : {strictness::strict, strictness::tolerant}) {
        SCOPED_TRACE(naive::escape(stream));
        expect_same_for_every_partition({stream, reply_shape::multi_line, mode, {}});
      }
    }
  }
}

}  // namespace
}  // namespace popquiz::parser::test
