#include "drive.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser::test {
namespace {

constexpr auto line = reply_shape::single_line;
constexpr auto multi = reply_shape::multi_line;
constexpr auto sasl = reply_shape::sasl;

struct status_row {
  const char* name;
  std::string_view stream;
  reply_shape shape;
  const char* strict;
  const char* tolerant;  // nullptr: the same
};

void check(const status_row& row) {
  SCOPED_TRACE(row.name);
  for (const strictness mode : {strictness::strict, strictness::tolerant}) {
    const reply_case test{row.stream, row.shape, mode};
    const std::string_view expected =
        mode == strictness::tolerant && row.tolerant != nullptr ? row.tolerant : row.strict;
    EXPECT_EQ(print(naive::read_reply(row.stream, row.shape, mode)), expected);
    expect_same_for_every_partition(test);
  }
}

TEST(reply_status, a_status_line_is_taken_apart) {
  const status_row rows[] = {
      {"ok", "+OK\r\n", line, "ok <> | consumed 5", nullptr},
      {"ok and a space", "+OK \r\n", line, "ok <> | consumed 6", nullptr},
      {"ok and text", "+OK 2 320\r\n", line, "ok <2 320> | consumed 11", nullptr},
      {"only one space is cut", "+OK  two \r\n", line, "ok < two > | consumed 11", nullptr},
      {"err", "-ERR\r\n", line, "err <> | consumed 6", nullptr},
      {"err and text", "-ERR [IN-USE] no\r\n", line, "err <[IN-USE] no> | consumed 18", nullptr},
      {"err ends a multi-line reply", "-ERR no\r\n.\r\n", multi, "err <no> | consumed 9", nullptr},
      {"octets behind the reply stay", "+OK\r\n+OK x\r\n", line, "ok <> | consumed 5", nullptr},
      {"unfinished", "+OK a", line, "consumed 0", nullptr},
      {"unfinished at the carriage return", "+OK a\r", line, "consumed 0", nullptr},
      {"nothing", "", line, "consumed 0", nullptr},
      {"NUL is an ordinary octet", "+OK a\0b\0\r\n"sv, line, "ok <a%00b%00> | consumed 10 | NUL octet 2@5",
       nullptr},
      {"8-bit octets are noted", "+OK \xC3\xA9\r\n", line, "ok <%C3%A9> | consumed 8 | octet over 127 2@4",
       nullptr},
  };
  for (const status_row& row : rows) {
    check(row);
  }
}

TEST(reply_status, an_impossible_indicator_fails_at_its_first_wrong_octet) {
  const struct {
    const char* name;
    std::string_view stream;
    reply_shape shape;
    int offset;
  } rows[] = {
      {"another protocol", "HTTP/1.1 400\r\n", line, 0},
      {"a body line", ".\r\n", multi, 0},
      {"an empty line", "\r\n", line, 0},
      {"NUL", "\0+OK\r\n"sv, line, 0},
      {"lower case", "+ok\r\n", line, 1},
      {"lower case err", "-err\r\n", line, 1},
      {"mixed case", "+Ok\r\n", line, 2},
      {"wrong word", "+OX\r\n", line, 2},
      {"wrong err", "-ERX\r\n", line, 3},
      {"cut by the line end", "+O\r\n", line, 2},
      {"err cut by the line end", "-ER\n", line, 3},
      {"a challenge where none may come", "+ YQ==\r\n", line, 1},
      {"a challenge in a multi-line reply", "+ \r\n", multi, 1},
      {"an empty challenge where none may come", "+\r\n", line, 1},
      {"plus and a letter", "+x\r\n", sasl, 1},
      {"plus and a tab", "+\tx\r\n", sasl, 1},
      {"minus and a space", "- x\r\n", sasl, 1},
  };
  for (const auto& row : rows) {
    const std::string expected =
        "error reply begins with neither +OK nor -ERR @" + std::to_string(row.offset) + " | consumed 0";
    check({row.name, row.stream, row.shape, expected.c_str(), nullptr});
  }
}

TEST(reply_status, a_deviation_is_an_error_when_strict_and_an_observation_when_tolerant) {
  const status_row rows[] = {
      {"glued text", "+OKtext\r\n", line, "error no space behind the status indicator @3 | consumed 0",
       "ok <text> | consumed 9 | no space behind the status indicator 1@3"},
      {"glued text behind err", "-ERRx\r\n", line,
       "error no space behind the status indicator @4 | consumed 0",
       "err <x> | consumed 7 | no space behind the status indicator 1@4"},
      {"tab instead of the space", "+OK\tx\r\n", line,
       "error no space behind the status indicator @3 | consumed 0",
       "ok <%09x> | consumed 7 | no space behind the status indicator 1@3"},
      {"bare line feed", "+OK a\n", line, "error line feed without carriage return @5 | consumed 0",
       "ok <a> | consumed 6 | line feed without carriage return 1@5"},
      {"bare line feed at once", "+OK\n", line, "error line feed without carriage return @3 | consumed 0",
       "ok <> | consumed 4 | line feed without carriage return 1@3"},
      {"bare carriage return", "+OK a\rb\r\n", line,
       "error carriage return without line feed @5 | consumed 0",
       "ok <a%0Db> | consumed 9 | carriage return without line feed 1@5"},
      {"two carriage returns", "-ERR\r\r\n", line, "error carriage return without line feed @4 | consumed 0",
       "err <%0D> | consumed 7 | carriage return without line feed 1@4 | "
       "no space behind the status indicator 1@4"},
      {"glued behind a carriage return", "+OK\rx\r\n", line,
       "error carriage return without line feed @3 | consumed 0",
       "ok <%0Dx> | consumed 7 | carriage return without line feed 1@3 | "
       "no space behind the status indicator 1@3"},
  };
  for (const status_row& row : rows) {
    check(row);
  }
}

TEST(reply_status, a_challenge_may_come_where_sasl_is_spoken) {
  const status_row rows[] = {
      {"challenge", "+ YQ==\r\n", sasl, "challenge <YQ==> | consumed 8", nullptr},
      {"empty challenge", "+ \r\n", sasl, "challenge <> | consumed 4", nullptr},
      {"ok", "+OK done\r\n", sasl, "ok <done> | consumed 10", nullptr},
      {"err", "-ERR no\r\n", sasl, "err <no> | consumed 9", nullptr},
      {"unfinished", "+", sasl, "consumed 0", nullptr},
      {"no space", "+\r\n", sasl, "error no space behind the status indicator @1 | consumed 0",
       "challenge <> | consumed 3 | no space behind the status indicator 1@1"},
      {"no space, bare line feed", "+\n", sasl, "error no space behind the status indicator @1 | consumed 0",
       "challenge <> | consumed 2 | line feed without carriage return 1@1 | "
       "no space behind the status indicator 1@1"},
      {"no space, bare carriage return", "+\rx\r\n", sasl,
       "error no space behind the status indicator @1 | consumed 0",
       "error reply begins with neither +OK nor -ERR @2 | consumed 0 | no space behind the status indicator "
       "1@1"},
      {"bare line feed", "+ YQ==\n", sasl, "error line feed without carriage return @6 | consumed 0",
       "challenge <YQ==> | consumed 7 | line feed without carriage return 1@6"},
  };
  for (const status_row& row : rows) {
    check(row);
  }
}

TEST(reply_status, a_line_of_512_octets_is_the_longest_that_is_no_deviation) {
  const std::string longest = "+OK " + std::string(506, 'x') + "\r\n";
  const std::string longer = "+OK " + std::string(507, 'x') + "\r\n";
  const std::string with_lf = "+OK " + std::string(508, 'x') + "\n";
  ASSERT_EQ(longest.size(), 512U);
  const std::string text(506, 'x');
  check({"512", longest, line, ("ok <" + text + "> | consumed 512").c_str(), nullptr});
  check({"513", longer, line, "error status line too long @512 | consumed 0",
         ("ok <" + text + "x> | consumed 513 | status line over 512 octets 1@512").c_str()});
  check({"513 with a bare line feed", with_lf, line, "error status line too long @512 | consumed 0",
         ("ok <" + text +
          "xx> | consumed 513 | line feed without carriage return 1@512 | "
          "status line over 512 octets 1@512")
             .c_str()});
}

TEST(reply_status, a_challenge_may_be_longer_than_512_octets) {
  const std::string text(600, 'A');
  check({"604", "+ " + text + "\r\n", sasl, ("challenge <" + text + "> | consumed 604").c_str(), nullptr});
}

TEST(reply_status, the_hard_limit_is_an_error_in_both_modes) {
  const reply_limits limits{.status_line = 10};
  for (const strictness mode : {strictness::strict, strictness::tolerant}) {
    const reply_case fits{"+OK 1234\r\n", line, mode, limits};
    EXPECT_EQ(print(naive::read_reply(fits.stream, line, mode, limits)), "ok <1234> | consumed 10");
    expect_same_for_every_partition(fits);
    for (const std::string_view stream :
         {"+OK 12345\r\n", "+OK 1234567890", "+ 123456789", "-ERR 1234\r\n"}) {
      const reply_case over{stream, sasl, mode, limits};
      EXPECT_EQ(print(naive::read_reply(stream, sasl, mode, limits)),
                "error status line too long @10 | consumed 0");
      expect_same_for_every_partition(over);
    }
  }
}

}  // namespace
}  // namespace popquiz::parser::test
