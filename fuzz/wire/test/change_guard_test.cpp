#include "change_guard.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace popquiz::fuzz_wire {
namespace {

struct row {
  const char* name;
  std::vector<std::string_view> said;
  bool last_is_said;
};

TEST(change_guard, lets_nobody_quit_behind_dele) {
  const std::vector<row> rows{
      {"quit alone", {"QUIT\r\n"}, true},
      {"dele alone", {"DELE 1\r\n"}, true},
      {"dele, then quit", {"DELE 1\r\n", "QUIT\r\n"}, false},
      {"in small letters", {"dele 1\r\n", "quit\r\n"}, false},
      {"in one", {"DELE 1\r\nQUIT\r\n"}, false},
      {"cut within the words", {"DE", "LE 1\r\nQU", "IT\r\n"}, false},
      {"with NUL within", {std::string_view("DE\0LE 1\r\n", 9), std::string_view("QU\0IT\r\n", 7)}, false},
      {"behind RSET, which a server may not know", {"DELE 1\r\n", "RSET\r\n", "QUIT\r\n"}, false},
      {"quit first", {"QUIT\r\n", "DELE 1\r\n"}, true},
      {"beginning twice", {"DEDELE 1\r\n", "QUQUIT\r\n"}, false},
      {"other words", {"DELE 1\r\n", "QUOTE\r\n"}, true},
  };
  for (const row& each : rows) {
    change_guard guard(false);
    bool is_said = true;
    for (const std::string_view octets : each.said) {
      is_said = guard.may_say(octets);
    }
    EXPECT_EQ(is_said, each.last_is_said) << each.name;
  }
}

TEST(change_guard, allows_changes_where_it_is_told_to) {
  change_guard guard(true);
  EXPECT_TRUE(guard.may_say("DELE 1\r\nQUIT\r\n"));
}

TEST(change_guard, forgets_what_it_has_refused) {
  change_guard guard(false);
  EXPECT_TRUE(guard.may_say("DELE 1\r\n"));
  EXPECT_FALSE(guard.may_say("QUIT\r\n"));
  EXPECT_TRUE(guard.may_say("NOOP\r\n"));
}

}  // namespace
}  // namespace popquiz::fuzz_wire
