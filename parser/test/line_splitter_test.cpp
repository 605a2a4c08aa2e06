#include <popquiz/parser/line_splitter.hpp>

#include <popquiz/testkit/guarded_buffer.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

/// The lines in angle brackets, then "rest" or "overflow" when there is one.
std::string split(std::span<const std::string_view> pieces, std::size_t limit) {
  testkit::guarded_buffer guard(4096);
  line_splitter splitter(limit);
  std::string out;
  for (const std::string_view piece : pieces) {
    splitter.feed(guard.at_end(piece));
    while (const auto line = splitter.next()) {
      EXPECT_LE(line->size(), limit);
      out.append("<").append(*line).append(">");
    }
  }
  return out + (splitter.overflowed() ? "overflow" : splitter.has_rest() ? "rest" : "");
}

TEST(line_splitter, the_same_lines_for_every_partition) {
  const struct {
    const char* name;
    std::string_view text;
    std::string_view expected;
    std::size_t limit = 100;
  } rows[] = {
      {"nothing", "", ""},
      {"one line", "abc\r\n", "<abc>"},
      {"bare line feeds", "a\nb\n", "<a><b>"},
      {"empty lines", "\r\n\r\n\n", "<><><>"},
      {"a bare carriage return is text", "a\rb\r\n", "<a\rb>"},
      {"two carriage returns", "a\r\r\n\r\r\n", "<a\r><\r>"},
      {"a rest", "a\r\nbc", "<a>rest"},
      {"a carriage return is a rest", "a\r\n\r", "<a>rest"},
      {"NUL", "\0\r\n"sv, "<\0>"sv},
      {"at the limit", "abcd\r\nabcd\n", "<abcd><abcd>", 4},
      {"over the limit", "abcd\r\nabcde\r\nx\r\n", "<abcd>overflow", 4},
      {"over the limit without an end", "abcde", "overflow", 4},
      {"over the limit by a bare carriage return", "abcd\rx\n", "overflow", 4},
      {"a carriage return at the limit", "abcd\r", "rest", 4},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    testkit::for_each_partition(row.text, [&](std::span<const std::string_view> pieces) {
      ASSERT_EQ(split(pieces, row.limit), row.expected);
    });
  }
}

TEST(line_splitter, a_line_within_a_piece_is_not_copied) {
  line_splitter splitter;
  const std::string_view piece = "abc\r\n";
  splitter.feed(piece);
  const auto line = splitter.next();
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->data(), piece.data());
}

}  // namespace
}  // namespace popquiz::parser
