#include "crlf_lines.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace popquiz::client {
namespace {

TEST(crlf_lines, each_line_feed_has_its_carriage_return_wherever_the_octets_are_cut) {
  struct row {
    std::string_view name, came, expected;
  };
  for (const row& r : {
           row{"nothing", "", ""},
           row{"no_line_end", "a", "a"},
           row{"one_line", "a\n", "a\r\n"},
           row{"empty_lines", "\n\n", "\r\n\r\n"},
           row{"with_carriage_returns", "a\r\nb\r\n", "a\r\nb\r\n"},
           row{"some_with", "a\r\nb\n\r\n\n", "a\r\nb\r\n\r\n\r\n"},
           row{"lone_carriage_return", "a\rb\n", "a\rb\r\n"},
           row{"two_carriage_returns", "a\r\r\n", "a\r\r\n"},
           row{"carriage_return_at_the_end", "a\n\r", "a\r\n\r"},
       }) {
    SCOPED_TRACE(r.name);
    for (std::size_t first = 0; first <= r.came.size(); ++first) {
      for (std::size_t second = first; second <= r.came.size(); ++second) {
        const std::array spans{r.came.substr(0, first), r.came.substr(first, second - first),
                               r.came.substr(second)};
        crlf_lines lines;
        EXPECT_EQ(lines.complete(spans), r.expected) << first << ' ' << second;
        crlf_lines in_calls;
        std::string got;
        for (const std::string_view& span : spans) {
          got += in_calls.complete({&span, 1});
        }
        EXPECT_EQ(got, r.expected) << first << ' ' << second;
      }
    }
  }
}

TEST(crlf_lines, a_message_does_not_go_on_with_the_last_one) {
  crlf_lines lines;
  const std::string_view cut = "a\r";
  const std::string_view next = "\n";
  EXPECT_EQ(lines.complete({&cut, 1}), "a\r");
  lines.begin_message();
  EXPECT_EQ(lines.complete({&next, 1}), "\r\n");
}

}  // namespace
}  // namespace popquiz::client
