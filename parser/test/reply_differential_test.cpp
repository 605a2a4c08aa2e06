#include "drive.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

class generator {
 public:
  explicit generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  template <class Range>
  auto pick(const Range& range) {
    return range[below(std::size(range))];
  }

  /// Mostly a reply, with lines that probe the line ends and the dots.
  std::string stream() {
    static constexpr std::array status{
        "+OK\r\n"sv, "+OK text\r\n"sv, "+OK\n"sv, "-ERR no\r\n"sv, "+ YQ==\r\n"sv, "+OKx\r\n"sv, "+\r\n"sv,
        "+OK \r"sv,  "+OK"sv,          ""sv,      "+OK a\rb\n"sv};
    static constexpr std::array token{
        "\r\n"sv,  "\r"sv,  "\n"sv,        "."sv,      ".."sv,       ".\r\n"sv,
        ".\n"sv,   ".\r"sv, "x"sv,         "\0"sv,     "\xFF"sv,     "+OK"sv,
        "-ERR "sv, "\t"sv,  "\r\n.\r\n"sv, "\r\n.."sv, "12345678"sv, "abcdefghijklmnopqrstuvwxyz"sv};
    std::string out(pick(status));
    for (std::size_t n = below(24); n != 0; --n) {
      out += pick(token);
    }
    if (below(2) == 0) {
      out += "\r\n.\r\n+OK\r\n";
    }
    for (std::size_t n = below(4); n == 1 && !out.empty(); n = 0) {
      out[below(out.size())] = pick("\r\n.+OKER- x\0\xFF"sv);
    }
    return out;
  }

  std::vector<std::string_view> cut(std::string_view stream) {
    std::vector<std::string_view> pieces;
    const std::size_t longest = 1 + below(12);
    while (!stream.empty()) {
      const std::size_t size = std::min(stream.size(), below(longest + 1));
      pieces.push_back(stream.substr(0, size));
      stream.remove_prefix(size);
    }
    return pieces;
  }

 private:
  std::mt19937 random_;
};

TEST(reply_differential, the_naive_parser_agrees_on_random_streams_cut_at_random) {
  generator random(19390511);
  std::size_t ended = 0;
  std::size_t failed = 0;
  for (int round = 0; round < 6000; ++round) {
    const std::string stream = random.stream();
    reply_case row{stream};
    row.shape = random.pick(std::array{reply_shape::multi_line, reply_shape::multi_line, reply_shape::sasl,
                                       reply_shape::single_line});
    row.mode = random.pick(std::array{strictness::strict, strictness::tolerant, strictness::tolerant});
    row.limits.status_line = random.pick(std::array<std::size_t, 3>{8192, 8192, 6});
    row.limits.body_line = random.pick(std::array<std::uint64_t, 4>{0, 0, 4, 9});
    row.limits.body = random.pick(std::array<std::uint64_t, 4>{0, 0, 7, 20});
    const reply_record naive = naive::read_reply(stream, row.shape, row.mode, row.limits);
    ended += naive.ended ? 1 : 0;
    failed += naive.error != parse_errc::none ? 1 : 0;
    for (int i = 0; i < 4; ++i) {
      const std::vector<std::string_view> pieces = random.cut(stream);
      const reply_record record =
          drive(row, pieces, {random.below(2) == 0, random.below(4), random.pick(kernels())});
      if (record != naive) {
        std::string cuts;
        for (const std::string_view piece : pieces) {
          cuts.append(" ").append(std::to_string(piece.size()));
        }
        FAIL() << "round " << round << "\nstream " << naive::escape(stream) << "\npieces" << cuts
               << "\nfast  " << print(record) << "\nnaive " << print(naive);
      }
    }
  }
  EXPECT_GT(ended, 500U) << "the streams no longer reach the end of a body";
  EXPECT_GT(failed, 500U) << "the streams no longer fail";
}

// The scan looks at several octets at once: every place in a word, every special octet.
TEST(reply_differential, the_naive_parser_agrees_wherever_a_special_octet_stands) {
  for (std::size_t length = 0; length <= 40; ++length) {
    for (const std::string_view special : {"\r\n"sv, "\r\n."sv, "\r\n.."sv, "\n"sv, "\r"sv, "\0"sv,
                                           "\x0D\x0D"sv, "\x0E"sv, "\x7F"sv, "\x80"sv, "\xFF"sv, "\t"sv}) {
      for (std::size_t at = 0; at <= length; ++at) {
        std::string stream = "+OK\r\n" + std::string(length, 'x') + "\r\n.\r\n";
        stream.insert(5 + at, special);
        const reply_case row{stream, reply_shape::multi_line, strictness::tolerant, {.body_line = 37}};
        const reply_record naive = naive::read_reply(stream, row.shape, row.mode, row.limits);
        const std::string_view whole = stream;
        for (const kernel scan : kernels()) {
          const reply_record record = drive(row, std::span(&whole, 1), {.scan = scan});
          if (record != naive) {
            ASSERT_EQ(print(record), print(naive)) << scan.name() << " " << naive::escape(stream);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace popquiz::parser::test
