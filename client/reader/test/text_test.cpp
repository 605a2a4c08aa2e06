// Text of strangers on its way to a terminal, a file name, a reader of HTML.
#include <popquiz/client/html_text.hpp>
#include <popquiz/client/reader_limits.hpp>
#include <popquiz/client/safe_file_name.hpp>
#include <popquiz/client/safe_text.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace popquiz::client {
namespace {

using namespace std::string_literals;

#define FFFD "\xEF\xBF\xBD"

std::string safe(std::span<const std::string_view> pieces, repertoire r = repertoire::utf_8) {
  std::string out;
  safe_text cleaner(r);
  for (const std::string_view piece : pieces) {
    cleaner.add(piece, out);
  }
  cleaner.end(out);
  return out;
}

struct text_row {
  std::string text;
  std::string utf8;
  std::string ascii;
};

const text_row texts[] = {
    {"plain\ttext\n", "plain\ttext\n", "plain\ttext\n"},
    {"a\r\nb", "a\nb", "a\nb"},
    {"a\rb",
     "a\xE2\x90\x8D"
     "b",
     "a?b"},
    {"a\r\r\nb\r", "a\xE2\x90\x8D\nb\n", "a?\nb\n"},
    {"\x1B[31m", "\xE2\x90\x9B[31m", "?[31m"},
    {"\0\a\b\x7F"s, "\xE2\x90\x80\xE2\x90\x87\xE2\x90\x88\xE2\x90\xA1", "????"},
    {"\xC2\x9B"
     "31m \xC2\x85",
     FFFD "31m " FFFD, "?31m ?"},  // C1 as UTF-8
    {"\x9B"
     "31m",
     FFFD "31m", "?31m"},  // and as a lone octet
    {"\xE2\x80\xAE"
     "exe.txt",
     FFFD "exe.txt", "?exe.txt"},                                 // right-to-left override
    {"\xE2\x81\xA6\xE2\x81\xA9\xD8\x9C", FFFD FFFD FFFD, "???"},  // isolates, Arabic letter mark
    {"\xE2\x80\xA8", FFFD, "?"},                                  // line separator
    {"\xF3\xA0\x81\x81", FFFD, "?"},                              // a tag
    {"\xC3\xBC\xE6\x97\xA5\xF0\x9F\x98\x80", "\xC3\xBC\xE6\x97\xA5\xF0\x9F\x98\x80", "???"},
    {"\xC0\xAF", FFFD FFFD, "??"},    // overlong
    {"\xE0\x80\x9B", FFFD, "?"},      // overlong CSI
    {"\xED\xA0\x80", FFFD, "?"},      // a surrogate
    {"\xF4\x90\x80\x80", FFFD, "?"},  // beyond Unicode
    {"\xE6\x97"
     "a",
     FFFD "a", "?a"},  // cut off
    {"\xE6\x97", FFFD, "?"},
    {"\xE6\x1B", FFFD "\xE2\x90\x9B", "??"},
};

TEST(safe_text, lets_nothing_through_that_a_terminal_obeys) {
  for (const text_row& each : texts) {
    testkit::for_each_partition(each.text, [&](std::span<const std::string_view> pieces) {
      EXPECT_EQ(safe(pieces), each.utf8) << each.text;
      EXPECT_EQ(safe(pieces, repertoire::ascii), each.ascii) << each.text;
    });
  }
}

TEST(safe_text, every_octet_alone_and_behind_others_is_harmless) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const std::string line = safe_line(text, repertoire::ascii);
      for (const char c : line) {
        ASSERT_TRUE(c >= 0x20 && c < 0x7F) << first << ' ' << second;
      }
      const std::string wide = safe_line(text);
      for (std::size_t i = 0; i < wide.size(); ++i) {
        const auto value = static_cast<unsigned char>(wide[i]);
        ASSERT_TRUE(value >= 0x20 && value != 0x7F) << first << ' ' << second;
        ASSERT_FALSE(value == 0xC2 && static_cast<unsigned char>(wide[i + 1]) < 0xA0)
            << first << ' ' << second;
      }
    }
  }
}

TEST(safe_text, a_line_stays_one) {
  EXPECT_EQ(safe_line("a\r\nb\tc\nd"), "a b c d");
}

TEST(columns, of_wide_and_joined_characters) {
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("\xE6\x97\xA5\xE6\x9C\xAC"), 4U);
  EXPECT_EQ(columns_of("e\xCC\x81"), 1U);
  EXPECT_EQ(columns_of("\xF0\x9F\x98\x80"), 2U);
}

TEST(columns, text_is_cut_and_filled) {
  const auto right = [](std::string_view text, std::size_t columns) {
    return in_columns(text, columns, column_fill::right);
  };
  EXPECT_EQ(right("abc", 5), "abc  ");
  EXPECT_EQ(right("abcde", 5), "abcde");
  EXPECT_EQ(right("abcdef", 5), "abcd\xE2\x80\xA6");
  EXPECT_EQ(right("\xE6\x97\xA5\xE6\x9C\xAC\xE6\x97\xA5", 5), "\xE6\x97\xA5\xE6\x9C\xAC\xE2\x80\xA6");
  EXPECT_EQ(right("\xE6\x97\xA5\xE6\x9C\xAC\xE6\x97\xA5", 4), "\xE6\x97\xA5\xE2\x80\xA6 ");
  EXPECT_EQ(right("ab", 0), "");
  EXPECT_EQ(in_columns("ab", 5, column_fill::none), "ab");
  EXPECT_EQ(in_columns("abcdef", 3, column_fill::none, repertoire::ascii), "ab~");
}

TEST(columns, a_heap_of_accents_is_no_text) {
  std::string text = "a";
  for (int i = 0; i < 1000; ++i) {
    text += "\xCC\x81";
  }
  EXPECT_LT(in_columns(text + "b", 5, column_fill::none).size(), 20U);
}

TEST(file_name, is_harmless) {
  struct row {
    std::string name;
    std::string safe;
  };
  const row rows[] = {
      {"a.txt", "a.txt"},
      {"../../etc/passwd", "passwd"},
      {"C:\\Windows\\a.exe", "a.exe"},
      {"/", "fallback"},
      {"", "fallback"},
      {".", "fallback"},
      {"..", "fallback"},
      {"...", "fallback"},
      {" . ", "fallback"},
      {"a/", "fallback"},
      {".bashrc", "_bashrc"},
      {"-rf", "_rf"},
      {"~x", "_x"},
      {"a\nb\x1B[1m.txt", "a b_[1m.txt"},
      {"a\0b"s, "a_b"},
      {"a\xFF.txt", "a_.txt"},
      {"a\xE2\x80\xAEtxt.exe", "a_txt.exe"},
      {"$(rm *);`x`|y&", "_(rm _)__x__y_"},
      {"na\xC3\xAFve \xE6\x97\xA5.pdf", "na\xC3\xAFve \xE6\x97\xA5.pdf"},
      {"a. . ", "a"},
      {std::string(300, 'a') + ".pdf", std::string(196, 'a') + ".pdf"},
      {std::string(150, 'a') + "\xE6\x97\xA5" + std::string(150, 'b'),
       std::string(150, 'a') + "\xE6\x97\xA5" + std::string(47, 'b')},
  };
  for (const row& each : rows) {
    EXPECT_EQ(safe_file_name(each.name, "fallback"), each.safe) << each.name;
  }
}

TEST(file_name, never_cuts_a_character) {
  for (std::size_t before = 190; before < 205; ++before) {
    const std::string name = safe_file_name(std::string(before, 'a') + "\xE6\x97\xA5\xE6\x9C\xAC", "f");
    EXPECT_LE(name.size(), reader_limits::file_name_octets);
    EXPECT_EQ(safe_line(name), name);
  }
}

TEST(file_name, is_numbered_before_the_extension) {
  EXPECT_EQ(numbered_file_name("a.txt", 1), "a-1.txt");
  EXPECT_EQ(numbered_file_name("a", 12), "a-12");
  EXPECT_EQ(numbered_file_name(".a", 1), ".a-1");
}

TEST(html, becomes_text) {
  struct row {
    std::string html;
    std::string text;
  };
  const row rows[] = {
      {"", ""},
      {"plain  text\n more", "plain text more\n"},
      {"<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree\n"},
      {"<html><head><title>t</title><style>p{a>b}</style></head><body>x</body></html>", "x\n"},
      {"a<script>if(a<b){x=\"</p>\"}</script>b", "ab\n"},
      {"a<!-- <p> -- > x -->b<!DOCTYPE x>c<!---->d", "abcd\n"},
      {"a<!-->b-->c", "ab-->c\n"},  // HTML's "abrupt closing of empty comment"
      {"<a href=\"x>y\">link</a> <img alt='>'>!", "link !\n"},
      {"don't <b it's>bold</b>", "don't bold\n"},
      {"&lt;b&gt; &amp;amp; &#228;&#xE4; &nonsense; &#0; & x &",
       "<b> &amp; \xC3\xA4\xC3\xA4 &nonsense &#0 & x &\n"},
      {"&#27;[31m", "\x1B[31m\n"},
      {"a&nbsp;&nbsp;b", "a b\n"},
      {"<ul><li>one<li>two</ul>end", "* one\n* two\n\nend\n"},
      {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"},
      {"1 < 2 <", "1 < 2 <\n"},
      {"cut <b", "cut\n"},
      {"&" + std::string(100, 'a'), "&" + std::string(100, 'a') + "\n"},
  };
  for (const row& each : rows) {
    testkit::for_each_partition(each.html, [&](std::span<const std::string_view> pieces) {
      std::string out;
      html_text text;
      for (const std::string_view piece : pieces) {
        text.add(piece, out);
      }
      text.end(out);
      EXPECT_EQ(out, each.text) << each.html;
    });
  }
}

}  // namespace
}  // namespace popquiz::client
