#include "drive.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

struct body_row {
  const char* name;
  std::string_view stream;
  std::string strict;
  std::string tolerant = {};  // empty: the same
  reply_limits limits = {};
};

void check(const body_row& row) {
  SCOPED_TRACE(row.name);
  for (const strictness mode : {strictness::strict, strictness::tolerant}) {
    const reply_case test{row.stream, reply_shape::multi_line, mode, row.limits};
    const std::string& expected =
        mode == strictness::tolerant && !row.tolerant.empty() ? row.tolerant : row.strict;
    EXPECT_EQ(print(naive::read_reply(row.stream, test.shape, mode, row.limits)), expected);
    expect_same_for_every_partition(test);
  }
}

const std::string lf = "line feed without carriage return ";
const std::string cr = "carriage return without line feed ";
const std::string dot = "line begins with a dot that was not stuffed ";

TEST(reply_body, ends_at_a_dot_alone_on_its_line) {
  const body_row rows[] = {
      {"empty", "+OK\r\n.\r\n", "ok <> | body <> | end | consumed 8"},
      {"one line", "+OK\r\na\r\n.\r\n", "ok <> | body <a%0D%0A> | end | consumed 11"},
      {"an empty line", "+OK\r\n\r\n.\r\n", "ok <> | body <%0D%0A> | end | consumed 10"},
      {"octets behind the reply stay", "+OK\r\n.\r\n.\r\n+OK\r\n", "ok <> | body <> | end | consumed 8"},
      {"a dot within a line", "+OK\r\na.\r\n.\r\n", "ok <> | body <a.%0D%0A> | end | consumed 12"},
      {"no terminator yet", "+OK\r\na\r\n", "ok <> | body <a%0D%0A> | consumed 8"},
      {"a dot is held back", "+OK\r\na\r\n.", "ok <> | body <a%0D%0A> | consumed 8"},
      {"a dot and CR are held back", "+OK\r\na\r\n.\r", "ok <> | body <a%0D%0A> | consumed 8"},
      {"a CR is not held back", "+OK\r\na\r", "ok <> | body <a%0D> | consumed 7"},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, stuffed_dots_are_cut_out) {
  const body_row rows[] = {
      {"a line of one dot", "+OK\r\n..\r\n.\r\n", "ok <> | body <.%0D%0A> | end | consumed 12"},
      {"a line of two dots", "+OK\r\n...\r\n.\r\n", "ok <> | body <..%0D%0A> | end | consumed 13"},
      {"text behind the dot", "+OK\r\n..a\r\n..b\r\n.\r\n",
       "ok <> | body <.a%0D%0A.b%0D%0A> | end | consumed 18"},
      {"only the first line", "+OK\r\n..\r\na\r\n.\r\n", "ok <> | body <.%0D%0Aa%0D%0A> | end | consumed 15"},
      {"many", "+OK\r\n..\r\n..\r\n..\r\n.\r\n", "ok <> | body <.%0D%0A.%0D%0A.%0D%0A> | end | consumed 20"},
      {"a stuffed dot and no line end", "+OK\r\n..", "ok <> | body <.> | consumed 7"},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, a_single_dot_with_other_octets_never_ends_it) {
  const body_row rows[] = {
      {"a letter", "+OK\r\n.a\r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <a%0D%0A> | end | consumed 12 | " + dot + "1@5"},
      {"body before it is handed out", "+OK\r\nx\r\n.a",
       "ok <> | body <x%0D%0A> | error " + dot + "@8 | consumed 8",
       "ok <> | body <x%0D%0Aa> | consumed 10 | " + dot + "1@8"},
      {"a space", "+OK\r\n. \r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body < %0D%0A> | end | consumed 12 | " + dot + "1@5"},
      {"NUL", "+OK\r\n.\0\r\n.\r\n"sv, "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%00%0D%0A> | end | consumed 12 | " + dot + "1@5 | NUL octet 1@6"},
      {"a bare line feed", "+OK\r\n.\nb\r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%0Ab%0D%0A> | end | consumed 13 | " + lf + "1@6 | " + dot + "1@5"},
      {"a bare carriage return", "+OK\r\n.\rb\r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%0Db%0D%0A> | end | consumed 13 | " + cr + "1@6 | " + dot + "1@5"},
      {"two carriage returns", "+OK\r\n.\r\r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%0D%0D%0A> | end | consumed 12 | " + cr + "1@6 | " + dot + "1@5"},
      {"a dot behind a dot and CR", "+OK\r\n.\r.\r\n.\r\n",
       "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%0D.%0D%0A> | end | consumed 13 | " + cr + "1@6 | " + dot + "1@5"},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, behind_a_status_line_with_crlf_only_crlf_ends_lines) {
  const body_row rows[] = {
      {"LF dot LF", "+OK\r\na\n.\nb\r\n.\r\n", "ok <> | body <a> | error " + lf + "@6 | consumed 6",
       "ok <> | body <a%0A.%0Ab%0D%0A> | end | consumed 15 | " + lf + "2@6"},
      {"LF dot CRLF", "+OK\r\na\n.\r\n.\r\n", "ok <> | body <a> | error " + lf + "@6 | consumed 6",
       "ok <> | body <a%0A.%0D%0A> | end | consumed 13 | " + lf + "1@6"},
      {"CRLF dot LF", "+OK\r\n.\n.\r\n\r\n.\r\n", "ok <> | body <> | error " + dot + "@5 | consumed 5",
       "ok <> | body <%0A.%0D%0A%0D%0A> | end | consumed 15 | " + lf + "1@6 | " + dot + "1@5"},
      {"CR dot CRLF", "+OK\r\na\r.\r\n.\r\n", "ok <> | body <a%0D> | error " + cr + "@6 | consumed 7",
       "ok <> | body <a%0D.%0D%0A> | end | consumed 13 | " + cr + "1@6"},
      {"CR CR LF", "+OK\r\na\r\r\n.\r\n", "ok <> | body <a%0D> | error " + cr + "@6 | consumed 7",
       "ok <> | body <a%0D%0D%0A> | end | consumed 12 | " + cr + "1@6"},
      {"LF CR", "+OK\r\na\n\r\n.\r\n", "ok <> | body <a> | error " + lf + "@6 | consumed 6",
       "ok <> | body <a%0A%0D%0A> | end | consumed 12 | " + lf + "1@6"},
      {"LF at once", "+OK\r\n\n.\r\n", "ok <> | body <> | error " + lf + "@5 | consumed 5",
       "ok <> | body <%0A.%0D%0A> | consumed 9 | " + lf + "1@5"},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, behind_a_status_line_with_a_bare_lf_a_bare_lf_ends_lines) {
  const std::string strict = "error " + lf + "@3 | consumed 0";
  const body_row rows[] = {
      {"empty", "+OK\n.\n", strict, "ok <> | body <> | end | consumed 6 | " + lf + "2@3"},
      {"one line", "+OK\na\n.\n", strict, "ok <> | body <a%0A> | end | consumed 8 | " + lf + "3@3"},
      {"ended by CRLF", "+OK\na\r\n.\r\n", strict,
       "ok <> | body <a%0D%0A> | end | consumed 10 | " + lf + "1@3"},
      {"stuffed dots", "+OK\n..\n..a\n.\n", strict,
       "ok <> | body <.%0A.a%0A> | end | consumed 13 | " + lf + "4@3"},
      {"unstuffed dot", "+OK\n.a\n.\n", strict,
       "ok <> | body <a%0A> | end | consumed 9 | " + lf + "3@3 | " + dot + "1@4"},
      {"dot, bare CR", "+OK\n.\ra\n.\n", strict,
       "ok <> | body <%0Da%0A> | end | consumed 10 | " + lf + "3@3 | " + cr + "1@5 | " + dot + "1@4"},
      {"bare CR", "+OK\na\rb\n.\n", strict,
       "ok <> | body <a%0Db%0A> | end | consumed 10 | " + lf + "3@3 | " + cr + "1@5"},
      {"octets behind stay", "+OK\n.\n.\n", strict, "ok <> | body <> | end | consumed 6 | " + lf + "2@3"},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, a_long_line_is_noted_once_at_its_999th_octet) {
  const std::string fits(998, 'x');
  const std::string crlf = "%0D%0A> | end | consumed ";
  const std::string note = " | body line over 998 octets ";
  const std::string two_lines = "+OK\r\n" + fits + "y\r\n" + fits + "yz\r\n.\r\n";
  const std::string stuffed = "+OK\r\n.." + fits.substr(1) + "\r\n.\r\n";
  const std::string with_cr = "+OK\r\n" + fits + "\ry\r\n.\r\n";
  check({"998", "+OK\r\n" + fits + "\r\n.\r\n", "ok <> | body <" + fits + crlf + "1008"});
  check({"998 and a stuffed dot", stuffed, "ok <> | body <." + fits.substr(1) + crlf + "1009"});
  check({"999 and 1000", two_lines,
         "ok <> | body <" + fits + "y%0D%0A" + fits + "yz" + crlf + "2011" + note + "2@1003"});
  const std::string with_nul = "+OK\r\n" + fits + std::string(1, '\0') + "\xFF\r\n.\r\n";
  check({"NUL is the 999th", with_nul,
         "ok <> | body <" + fits + "%00%FF" + crlf + "1010 | NUL octet 1@1003 | octet over 127 1@1004" +
             note + "1@1003"});
  check({"a bare CR is the 999th", with_cr,
         "ok <> | body <" + fits + "%0D> | error " + cr + "@1003 | consumed 1004",
         "ok <> | body <" + fits + "%0Dy" + crlf + "1010 | " + cr + "1@1003" + note + "1@1003"});
}

TEST(reply_body, a_limit_is_an_error_at_the_first_octet_over_it) {
  const reply_limits line3{.body_line = 3};
  const reply_limits body5{.body = 5};
  const std::string line_error = "error body line over the limit @";
  const std::string body_error = "error body over the limit @";
  const body_row rows[] = {
      {"lines of three",
       "+OK\r\nabc\r\n...b\r\n.\r\n",
       "ok <> | body <abc%0D%0A..b%0D%0A> | end | consumed 19",
       {},
       line3},
      {"a line of four",
       "+OK\r\nabcd\r\n.\r\n",
       "ok <> | body <abc> | " + line_error + "8 | consumed 8",
       {},
       line3},
      {"the second line",
       "+OK\r\na\r\nabcd\r\n",
       "ok <> | body <a%0D%0Aabc> | " + line_error + "11 | consumed 11",
       {},
       line3},
      {"stuffed", "+OK\r\n..bcd", "ok <> | body <.bc> | " + line_error + "9 | consumed 9", {}, line3},
      {"CR as the fourth", "+OK\r\nabc\rx", "ok <> | body <abc%0D> | error " + cr + "@8 | consumed 9",
       "ok <> | body <abc%0D> | " + line_error + "8 | consumed 9", line3},
      {"LF as the fourth", "+OK\r\nabc\nx", "ok <> | body <abc> | error " + lf + "@8 | consumed 8",
       "ok <> | body <abc> | " + line_error + "8 | consumed 8", line3},
      {"five with the line end",
       "+OK\r\nabc\r\n.\r\n",
       "ok <> | body <abc%0D%0A> | end | consumed 13",
       {},
       body5},
      {"six: the LF",
       "+OK\r\nabcd\r\n.\r\n",
       "ok <> | body <abcd%0D> | " + body_error + "10 | consumed 10",
       {},
       body5},
      {"six: the CR",
       "+OK\r\nabcde\r\n",
       "ok <> | body <abcde> | " + body_error + "10 | consumed 10",
       {},
       body5},
      {"six: text",
       "+OK\r\nabc\r\nd",
       "ok <> | body <abc%0D%0A> | " + body_error + "10 | consumed 10",
       {},
       body5},
      {"a stuffed dot does not count",
       "+OK\r\n..bc\r\n.\r\n",
       "ok <> | body <.bc%0D%0A> | end | consumed 14",
       {},
       body5},
      {"six: a stuffed dot",
       "+OK\r\nabc\r\n..\r\n",
       "ok <> | body <abc%0D%0A> | " + body_error + "11 | consumed 11",
       {},
       body5},
  };
  for (const body_row& row : rows) {
    check(row);
  }
}

TEST(reply_body, nul_and_8_bit_octets_are_counted_where_they_are_handed_out) {
  check({"counted", "+OK\r\n\0a\0\r\n\xFF\xC3\xA9\r\n.\r\n"sv,
         "ok <> | body <%00a%00%0D%0A%FF%C3%A9%0D%0A> | end | consumed 18 | NUL octet 2@5 | octet over 127 "
         "3@10"});
  check({"not behind an error", "+OK\r\n\0\n\0"sv,
         "ok <> | body <%00> | error " + lf + "@6 | consumed 6 | NUL octet 1@5",
         "ok <> | body <%00%0A%00> | consumed 8 | " + lf + "1@6 | NUL octet 2@5"});
}

}  // namespace
}  // namespace popquiz::parser::test
