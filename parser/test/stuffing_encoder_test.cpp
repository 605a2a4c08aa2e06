#include "drive.hpp"
#include "naive/naive_stuffing.hpp"

#include <popquiz/parser/stuffing_encoder.hpp>
#include <popquiz/testkit/guarded_buffer.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

std::string encode(std::span<const std::string_view> chunks, std::size_t room) {
  static testkit::guarded_buffer guard(1U << 16U);
  stuffing_encoder encoder;
  std::array<std::string_view, 16> pieces;
  const auto out = std::span(pieces).first(room);
  std::string wire;
  const auto append = [&](const stuffing_result& result) {
    EXPECT_LE(result.count, room);
    for (std::size_t i = 0; i < result.count; ++i) {
      EXPECT_FALSE(pieces[i].empty());
      wire += pieces[i];
    }
  };
  for (const std::string_view chunk : chunks) {
    std::string_view rest = guard.at_end(chunk);
    for (;;) {
      const stuffing_result result = encoder.encode(rest, out);
      append(result);
      rest.remove_prefix(result.consumed);
      EXPECT_EQ(result.complete, rest.empty());
      if (result.complete) {
        break;
      }
      EXPECT_NE(result.count, 0U);
    }
  }
  const stuffing_result result = encoder.finish(out);
  append(result);
  EXPECT_TRUE(result.complete);
  return wire;
}

void expect_round_trip(std::string_view message, std::string_view wire) {
  const std::string stream = "+OK\r\n" + std::string(wire);
  const std::string_view whole = stream;
  const reply_record record =
      drive({stream, reply_shape::multi_line, strictness::tolerant}, std::span(&whole, 1));
  EXPECT_TRUE(record.ended);
  EXPECT_EQ(record.consumed, stream.size()) << "the terminator is the last line";
  EXPECT_EQ(record.body, naive::naive_normalise(message));
  EXPECT_EQ(record.seen.count(observation::unstuffed_dot), 0U);
  EXPECT_EQ(record.seen.count(observation::bare_lf), 0U);
  EXPECT_EQ(maildrop_size(message), record.body.size());
}

TEST(stuffing_encoder, the_wire_form_for_every_partition) {
  const struct {
    const char* name;
    std::string_view message;
    std::string_view wire;
  } rows[] = {
      {"empty", "", ".\r\n"},
      {"one line", "a\r\n", "a\r\n.\r\n"},
      {"an unfinished line", "a", "a\r\n.\r\n"},
      {"an empty line", "\r\n", "\r\n.\r\n"},
      {"a lone line feed", "\n", "\r\n.\r\n"},
      {"lone line feeds", "a\nb\n\nc", "a\r\nb\r\n\r\nc\r\n.\r\n"},
      {"a dot", ".", "..\r\n.\r\n"},
      {"a line of a dot", ".\r\n", "..\r\n.\r\n"},
      {"dots at line starts", ".a\r\n..b\nc.\n.", "..a\r\n...b\r\nc.\r\n..\r\n.\r\n"},
      {"a dot behind a lone line feed", "a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"},
      {"a lone carriage return", "a\rb\r\n", "a\rb\r\n.\r\n"},
      {"a dot behind a lone carriage return", "a\r.\r\n", "a\r.\r\n.\r\n"},
      {"two carriage returns", "a\r\r\n.", "a\r\r\n..\r\n.\r\n"},
      {"an unfinished line end", "a\r", "a\r\r\n.\r\n"},
      {"NUL and 8-bit octets", "\0\xFF\n"sv, "\0\xFF\r\n.\r\n"sv},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(naive::escape(naive::naive_stuff(row.message)), naive::escape(row.wire));
    testkit::for_each_partition(row.message, [&](std::span<const std::string_view> chunks) {
      for (const std::size_t room : {4U, 5U, 16U}) {
        ASSERT_EQ(naive::escape(encode(chunks, room)), naive::escape(row.wire));
      }
    });
    expect_round_trip(row.message, row.wire);
  }
}

TEST(stuffing_encoder, random_messages_survive_the_round_trip) {
  std::mt19937 random(1939);
  for (int round = 0; round < 400; ++round) {
    std::string message;
    for (std::size_t n = random() % 40; n != 0; --n) {
      message += "\r\n.x\0\n.."sv[random() % 8];
    }
    const std::string wire = naive::naive_stuff(message);
    const std::size_t cut = message.empty() ? 0 : random() % message.size();
    const std::array chunks{std::string_view(message).substr(0, cut), std::string_view(message).substr(cut)};
    ASSERT_EQ(naive::escape(encode(chunks, 4 + random() % 4)), naive::escape(wire)) << naive::escape(message);
    expect_round_trip(message, wire);
  }
}

TEST(stuffing_encoder, an_encoder_that_has_finished_begins_anew) {
  stuffing_encoder encoder;
  std::array<std::string_view, 4> out;
  EXPECT_EQ(encoder.encode("a\r", out).count, 1U);
  EXPECT_TRUE(encoder.finish(out).complete);
  EXPECT_EQ(out[0], "\r\n.\r\n");
  EXPECT_EQ(encoder.encode("\n", out).count, 2U) << "no carriage return is remembered";
}

}  // namespace
}  // namespace popquiz::parser::test
