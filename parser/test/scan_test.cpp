#include "scan.hpp"

#include "naive/naive_reply_parser.hpp"

#include <popquiz/parser/kernel.hpp>
#include <popquiz/testkit/guarded_buffer.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

constexpr std::size_t longest = 6000;
constexpr std::uint64_t unlimited = ~std::uint64_t{0};

testkit::guarded_buffer& guard() {
  static testkit::guarded_buffer buffer(longest);
  return buffer;
}

/// What a scan says, as text to compare and to read.
std::string print(const detail::body_run& run, std::string_view octets,
                  std::span<const std::string_view> spans) {
  std::string out = "length " + std::to_string(run.length) + " begin " + std::to_string(run.begin) +
                    " line " + std::to_string(run.line) + (run.line_ended ? " ended" : "") +
                    (run.at_line_start ? " at start" : "");
  if (run.nuls != 0) {
    out += " nuls " + std::to_string(run.nuls) + " from " + std::to_string(run.first_nul);
  }
  if (run.eight_bits != 0) {
    out += " eight bits " + std::to_string(run.eight_bits) + " from " + std::to_string(run.first_eight_bit);
  }
  for (const std::string_view span : spans.first(run.spans)) {
    out += " [" + std::to_string(span.data() - octets.data()) + "+" + std::to_string(span.size()) + "]";
  }
  return out;
}

std::string scan(kernel k, std::string_view octets, detail::line_room room, std::size_t span_count) {
  std::array<std::string_view, 64> spans;
  const detail::body_run run = k.functions().body(octets, room, std::span(spans).first(span_count));
  return print(run, octets, spans);
}

/// Every kernel against the scalar one, at either side of a page that must not be read.
void expect_all_alike(std::string_view stream, detail::line_room room, std::size_t span_count) {
  const kernel scalar = kernels().back();
  std::string_view octets = guard().at_end(stream);
  const std::string expected = scan(scalar, octets, room, span_count);
  for (const kernel k : kernels()) {
    if (const std::string found = scan(k, octets, room, span_count); found != expected) {
      ADD_FAILURE() << k.name() << ", room " << room.current << " and " << room.fresh << ", " << span_count
                    << " spans\n"
                    << found << "\nscalar\n"
                    << expected << "\n"
                    << naive::escape(stream);
    }
    EXPECT_EQ(k.functions().message(octets), scalar.functions().message(octets)) << k.name() << "\n"
                                                                                 << naive::escape(stream);
  }
  octets = guard().at_begin(stream);
  for (const kernel k : kernels()) {
    EXPECT_EQ(scan(k, octets, room, span_count), expected) << k.name() << " behind the page";
  }
}

std::string plain_lines(std::size_t octets, std::size_t line) {
  std::string out;
  while (out.size() < octets) {
    out.append(line, 'x').append("\r\n");
  }
  out.resize(octets);
  return out;
}

constexpr std::array specials{"\n"sv,    "\r"sv,       "\0"sv,        "\xFF"sv, ".."sv,
                              "\r\n."sv, "\r\n.."sv,   "\r\n.\r\n"sv, "\n."sv,  "\r\r\n"sv,
                              "\n\0"sv,  "\r\n..\r"sv, "\x80\x7F"sv};

TEST(scan, kernels_are_told_by_name_and_end_with_the_reference) {
  std::set<std::string_view> names;
  for (const kernel k : kernels()) {
    EXPECT_TRUE(names.insert(k.name()).second) << k.name();
  }
  EXPECT_EQ(kernels().back().name(), "scalar");
  EXPECT_EQ(kernel(), kernels().front());
#ifdef __SSE2__
  EXPECT_TRUE(names.contains("SSE2"));
#endif
}

TEST(scan, a_special_octet_at_every_place_of_plain_lines) {
  for (const std::string_view special : specials) {
    for (std::size_t at = 0; at <= 1400; at += at < 300 || at > 1000 ? 1 : 7) {
      std::string stream = plain_lines(2700, 78);
      stream.replace(at, special.size(), special);
      expect_all_alike(stream, {998, 998}, 8);
    }
  }
}

TEST(scan, the_end_at_every_place_of_plain_lines) {
  for (const std::size_t line : {0U, 1U, 78U, 300U, 5000U}) {
    const std::string stream = plain_lines(2700, line);
    for (std::size_t size = 0; size <= stream.size(); size += size < 300 || size > 2400 ? 1 : 13) {
      expect_all_alike(std::string_view(stream).substr(0, size), {998, unlimited}, 8);
    }
  }
}

TEST(scan, what_may_go_on_behind_the_end_of_a_piece_of_every_size) {
  for (const std::string_view last : {"\r"sv, "\r\n"sv, "\r\n."sv, "\n"sv}) {
    for (std::size_t size = 0; size <= 2300; ++size) {
      expect_all_alike(plain_lines(size, 78).append(last), {998, 998}, 8);
    }
  }
}

TEST(scan, a_line_of_every_length_against_its_room) {
  for (const std::uint64_t room : {500U, 575U, 576U, 640U, 998U, 1040U, 2000U}) {
    for (std::size_t length = room < 70 ? 0 : room - 70; length <= room + 70; ++length) {
      for (const std::size_t in_front : {0U, 1U, 400U, 1060U, 1100U, 1130U}) {
        const std::string stream =
            plain_lines(in_front, 78) + "\r\n" + std::string(length, 'y') + "\r\n" + plain_lines(1500, 78);
        expect_all_alike(stream, {room, room}, 8);
      }
    }
  }
}

TEST(scan, an_over_long_line_has_more_room_than_the_next_one) {
  for (std::size_t length = 0; length <= 1300; ++length) {
    const std::string stream = std::string(length, 'x') + "\r\n" + std::string(1500, 'y') + "\r\n";
    expect_all_alike(stream, {unlimited, 998}, 8);
  }
}

class generator {
 public:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  /// Long lines and short ones, mostly plain, with a few places that are not.
  std::string stream() {
    const std::array<std::size_t, 6> usual{3, 40, 78, 200, 1100, 3000};
    const std::size_t line = usual[below(usual.size())];
    const std::size_t size = below(longest - 100);
    std::string out;
    while (out.size() < size) {
      out += std::string(below(line), static_cast<char>('!' + below(90))) + "\r\n";
      if (below(40) == 0) {
        out += ".." + std::string(below(3), '.');
      }
    }
    out.resize(size);
    for (std::size_t n = below(4); n != 0 && size > 8; --n) {
      const std::string_view special = specials[below(specials.size())];
      out.replace(below(size - special.size()), special.size(), special);
    }
    return out;
  }

 private:
  std::mt19937 random_{1939};
};

TEST(scan, kernels_agree_on_random_streams) {
  generator random;
  const std::array<std::uint64_t, 9> rooms{0, 1, 5, 64, 130, 575, 700, 998, unlimited};
  for (int round = 0; round < 1500; ++round) {
    const std::uint64_t fresh = rooms[1 + random.below(rooms.size() - 1)];
    const std::uint64_t current = rooms[random.below(rooms.size())];  // more than fresh: an over-long line
    expect_all_alike(random.stream(), {current, fresh}, random.below(2) * random.below(64));
  }
}

}  // namespace
}  // namespace popquiz::parser::test
