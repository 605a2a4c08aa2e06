#include <popquiz/parser/reply_parser.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace popquiz::parser {
namespace {

TEST(reply_contract, an_idle_parser_takes_nothing) {
  reply_parser parser;
  EXPECT_TRUE(parser.idle());
  const parse_result result = parser.next("+OK greeting\r\n");
  EXPECT_EQ(result.status, parse_status::need_more);
  EXPECT_EQ(result.consumed, 0U);
  EXPECT_EQ(parser.offset(), 0U);
}

TEST(reply_contract, replies_follow_each_other_with_offsets_of_the_stream) {
  reply_parser parser(strictness::tolerant);
  std::string_view stream = "+OK hi\r\n+OK\r\na\r\n.\r\n-ERR no\n+OKx\r\n";
  const auto take = [&](event_kind kind, std::string_view text) {
    const parse_result result = parser.next(stream);
    EXPECT_EQ(result.status, parse_status::event);
    EXPECT_EQ(result.event.kind, kind);
    EXPECT_EQ(result.event.text, text);
    stream.remove_prefix(result.consumed);
  };
  parser.expect(reply_shape::single_line);
  take(event_kind::status, "hi");
  EXPECT_TRUE(parser.idle());
  parser.expect(reply_shape::multi_line);
  take(event_kind::status, "");
  EXPECT_TRUE(parser.in_body());
  take(event_kind::body, "a\r\n");
  take(event_kind::end, "");
  EXPECT_TRUE(parser.seen().empty());
  parser.expect(reply_shape::multi_line);
  take(event_kind::status, "no");
  EXPECT_TRUE(parser.idle());
  EXPECT_EQ(parser.seen().first(observation::bare_lf), 26U);
  parser.expect(reply_shape::single_line);
  EXPECT_TRUE(parser.seen().empty()) << "a new reply begins with no observations";
  take(event_kind::status, "x");
  EXPECT_EQ(parser.seen().first(observation::missing_space), 30U);
  EXPECT_EQ(parser.offset(), 33U);
  EXPECT_TRUE(stream.empty());
}

TEST(reply_contract, each_challenge_is_a_reply_of_its_own) {
  reply_parser parser;
  for (const auto& [stream, kind] :
       {std::pair{"+ YQ==\r\n", event_kind::challenge}, std::pair{"+ \r\n", event_kind::challenge},
        std::pair{"+OK in\r\n", event_kind::status}}) {
    parser.expect(reply_shape::sasl);
    const parse_result result = parser.next(stream);
    EXPECT_EQ(result.event.kind, kind);
    EXPECT_FALSE(result.event.body_follows);
    EXPECT_TRUE(parser.idle());
  }
}

TEST(reply_contract, limits_count_anew_in_each_reply) {
  reply_parser parser(strictness::strict, {.body_line = 3, .body = 5});
  for (int i = 0; i < 3; ++i) {
    parser.expect(reply_shape::multi_line);
    std::string_view stream = "+OK\r\nabc\r\n.\r\n";
    for (const event_kind kind : {event_kind::status, event_kind::body, event_kind::end}) {
      const parse_result result = parser.next(stream);
      ASSERT_EQ(result.status, parse_status::event);
      EXPECT_EQ(result.event.kind, kind);
      stream.remove_prefix(result.consumed);
    }
    EXPECT_TRUE(parser.idle());
  }
}

TEST(reply_contract, a_batch_has_every_span_in_stream_order) {
  reply_parser parser;
  parser.expect(reply_shape::multi_line);
  std::string_view stream = "+OK\r\na\r\n..b\r\n..\r\nc\r\n.\r\n+OK";
  std::array<std::string_view, 16> spans;
  batch_result batch = parser.next(stream, spans);
  EXPECT_EQ(batch.count, 0U);
  EXPECT_EQ(batch.result.event.kind, event_kind::status);
  stream.remove_prefix(batch.result.consumed);

  batch = parser.next(stream, spans);
  ASSERT_EQ(batch.count, 3U);
  EXPECT_EQ(spans[0], "a\r\n");
  EXPECT_EQ(spans[1], ".b\r\n");
  EXPECT_EQ(spans[2], ".\r\nc\r\n");
  stream.remove_prefix(batch.result.consumed);

  batch = parser.next(stream, spans);
  EXPECT_EQ(batch.count, 0U);
  EXPECT_EQ(batch.result.event.kind, event_kind::end);
  stream.remove_prefix(batch.result.consumed);
  EXPECT_EQ(stream, "+OK");
}

TEST(reply_contract, a_batch_stops_when_its_spans_are_full) {
  reply_parser parser;
  parser.expect(reply_shape::multi_line);
  std::string_view stream = "..\r\n..\r\n..\r\n.\r\n";
  EXPECT_EQ(parser.next("+OK\r\n").consumed, 5U);
  std::array<std::string_view, 2> spans;
  batch_result batch = parser.next(stream, spans);
  EXPECT_EQ(batch.count, 2U);
  EXPECT_LE(batch.result.consumed, 9U);
  stream.remove_prefix(batch.result.consumed);
  batch = parser.next(stream, spans);
  EXPECT_EQ(batch.count, 1U);
  EXPECT_EQ(spans[0], ".\r\n");
}

TEST(reply_contract, octets_in_front_of_an_error_come_out_first) {
  reply_parser parser;
  parser.expect(reply_shape::multi_line);
  std::string_view stream = "+OK\r\nabc\r\n.x";
  stream.remove_prefix(parser.next(stream).consumed);
  parse_result result = parser.next(stream);
  EXPECT_EQ(result.status, parse_status::event);
  EXPECT_EQ(result.event.text, "abc\r\n");
  EXPECT_FALSE(parser.failed());
  stream.remove_prefix(result.consumed);
  result = parser.next(stream);
  EXPECT_EQ(result.status, parse_status::error);
  EXPECT_EQ(result.error, parse_errc::unstuffed_dot);
  EXPECT_EQ(result.offset, 10U);
  EXPECT_TRUE(parser.failed());
}

/// Reads a body in pieces of `step` octets; returns how many octets came out.
std::uint64_t read_body(std::string_view body, std::size_t step) {
  reply_parser parser;
  parser.expect(reply_shape::multi_line);
  EXPECT_EQ(parser.next("+OK\r\n").consumed, 5U);
  std::uint64_t octets = 0;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < body.size() && !parser.idle();) {
    end = std::min(body.size(), end + step);
    for (;;) {
      const parse_result result = parser.next(body.substr(begin, end - begin));
      begin += result.consumed;
      if (result.status != parse_status::event) {
        break;
      }
      octets += result.event.text.size();
    }
  }
  EXPECT_TRUE(parser.idle());
  EXPECT_EQ(begin, body.size());
  return octets;
}

// Where work grows with the square of the input these do not end within the test's time limit.
TEST(reply_contract, work_does_not_grow_faster_than_the_input) {
  constexpr std::size_t lines = 1U << 18U;
  const auto repeated = [](std::string_view line, std::size_t times) {
    std::string body;
    for (std::size_t i = 0; i < times; ++i) {
      body += line;
    }
    return body + ".\r\n";
  };
  const struct {
    const char* name;
    std::string body;
    std::uint64_t octets;
  } rows[] = {
      {"lines of two octets", repeated("\r\n", lines), 2 * lines},
      {"lines of a stuffed dot", repeated("..\r\n", lines), 3 * lines},
      {"one line", std::string(4 * lines, 'x') + "\r\n.\r\n", 4 * lines + 2},
      {"one line of 8-bit octets", std::string(lines, '\xFF') + "\r\n.\r\n", lines + 2},
      {"one line of dots", std::string(lines, '.') + "\r\n.\r\n", lines + 1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(read_body(row.body, row.body.size()), row.octets);
    EXPECT_EQ(read_body(row.body, 1), row.octets);
  }
}

TEST(reply_contract, a_long_status_line_may_come_octet_by_octet) {
  reply_parser parser(strictness::tolerant, {.status_line = 1U << 17U});
  parser.expect(reply_shape::single_line);
  const std::string line = "+OK " + std::string(100'000, 'x') + "\r\n";
  for (std::size_t size = 0; size < line.size(); ++size) {
    ASSERT_EQ(parser.next(std::string_view(line).substr(0, size)).consumed, 0U);
  }
  const parse_result result = parser.next(line);
  EXPECT_EQ(result.event.text.size(), 100'000U);
  EXPECT_EQ(parser.seen().count(observation::long_status_line), 1U);
}

// Octets of an unfinished status line that were looked at once are not looked at again.
TEST(reply_contract, a_status_line_is_not_scanned_again) {
  reply_parser parser;
  parser.expect(reply_shape::single_line);
  EXPECT_EQ(parser.next("+OK text").consumed, 0U);
  const parse_result result = parser.next("+OK \n\n\n\n\r\n");
  EXPECT_EQ(result.status, parse_status::event);
  EXPECT_EQ(result.consumed, 10U);
}

}  // namespace
}  // namespace popquiz::parser
