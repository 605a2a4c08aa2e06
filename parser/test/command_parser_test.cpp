#include <popquiz/parser/command_parser.hpp>

#include <popquiz/testkit/guarded_buffer.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

/// "keyword@offset" for a command, "keyword!@offset" for an invalid one, "(VERB)long@offset".
std::string read_commands(std::span<const std::string_view> pieces, command_limits limits) {
  static testkit::guarded_buffer guard(1U << 16U);
  command_parser parser(limits);
  std::string buffer;
  std::string out;
  std::uint64_t consumed = 0;
  for (const std::string_view piece : pieces) {
    buffer += piece;
    for (;;) {
      const command_result result = parser.next(guard.at_end(buffer));
      EXPECT_LE(result.consumed, buffer.size());
      EXPECT_NE(result.status, parse_status::error);
      consumed += result.consumed;
      EXPECT_EQ(parser.offset(), consumed);
      const command_view& command = result.command;
      if (result.status == parse_status::event) {
        if (command.error == parse_errc::command_line_too_long) {
          EXPECT_TRUE(command.line.empty());
          out.append("(").append(command.info == nullptr ? "" : command.info->keyword).append(")long");
        } else {
          out.append(command.line).append(command.error == parse_errc::none ? "" : "!");
        }
        out.append("@").append(std::to_string(result.offset)).append(" ");
      }
      buffer.erase(0, result.consumed);
      if (result.status != parse_status::event) {
        EXPECT_LT(buffer.size(), std::max<std::size_t>(limits.line, 1)) << "memory is bounded by the limit";
        break;
      }
    }
  }
  return out.append("rest ").append(std::to_string(buffer.size()));
}

TEST(command_parser, the_same_commands_for_every_partition) {
  const struct {
    const char* name;
    std::string_view stream;
    const char* expected;
    std::size_t limit = 255;
  } rows[] = {
      {"nothing", "", "rest 0"},
      {"one", "STAT\r\n", "STAT@0 rest 0"},
      {"pipelined", "STAT\r\nLIST\r\nQUIT\r\n", "STAT@0 LIST@6 QUIT@12 rest 0"},
      {"unfinished", "STAT\r\nLI", "STAT@0 rest 2"},
      {"unfinished at the CR", "STAT\r", "rest 5"},
      {"an empty line", "\r\nSTAT\r\n", "!@0 STAT@2 rest 0"},
      {"a bare LF does not end a line", "NOOP\nDELE 1\r\nQUIT\r\n", "NOOP\nDELE 1!@0 QUIT@13 rest 0"},
      {"a bare CR does not end a line", "NOOP\rX\r\n", "NOOP\rX!@0 rest 0"},
      {"two carriage returns", "NOOP\r\r\n", "NOOP\r!@0 rest 0"},
      {"LF CR LF", "\n\r\n", "\n!@0 rest 0"},
      {"at the limit", "USER 12345\r\nQUIT\r\n", "USER 12345@0 QUIT@12 rest 0", 12},
      {"over the limit by one", "USER 123456\r\nQUIT\r\n", "(USER)long@0 QUIT@13 rest 0", 12},
      {"far over the limit", "NOOP\r\nRETR 0000000000000001\r\nQUIT\r\n",
       "NOOP@0 (RETR)long@6 QUIT@29 rest 0", 12},
      {"long and unknown", "XXXXXXXXXXXXXXXXXXXXXX\r\nQUIT\r\n", "()long@0 QUIT@24 rest 0", 12},
      {"bare line ends within a long line", "12345678\r9\n0\r1\n2\r\nQUIT\r\n", "()long@0 QUIT@18 rest 0", 8},
      {"long and unfinished", "XXXXXXXXXXXXXXXXXXXXXX\r", "rest 0", 12},
      {"two long lines", "123456789\r\n123456789\r\n", "()long@0 ()long@11 rest 0", 8},
      {"no room at all", "A\r\nB\r\n", "()long@0 ()long@3 rest 0", 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    testkit::for_each_partition(row.stream, [&](std::span<const std::string_view> pieces) {
      ASSERT_EQ(read_commands(pieces, {row.limit}), row.expected);
    });
  }
}

/// Behind a command AUTH the lines are data until "done" is read. "<line>", or "long" at its place.
std::string read_exchange(std::span<const std::string_view> pieces, command_limits limits) {
  static testkit::guarded_buffer guard(1U << 16U);
  command_parser parser(limits);
  std::string buffer;
  std::string out;
  bool exchange = false;
  for (const std::string_view piece : pieces) {
    buffer += piece;
    for (;;) {
      const std::string_view input = guard.at_end(buffer);
      const command_result result = exchange ? parser.next_response(input) : parser.next(input);
      if (result.status == parse_status::event) {
        const command_view& found = result.command;
        EXPECT_EQ(found.info == nullptr, exchange || found.line == "x");
        out.append(exchange ? "<" : "")
            .append(found.error == parse_errc::command_line_too_long ? "long" : found.line)
            .append(exchange ? "> " : " ");
        exchange = exchange ? found.line != "done" : found.keyword == "AUTH";
      }
      buffer.erase(0, result.consumed);
      if (result.status != parse_status::event) {
        break;
      }
    }
  }
  return out.append("rest ").append(std::to_string(buffer.size()));
}

TEST(command_parser, lines_of_an_exchange_are_data_for_every_partition) {
  const struct {
    const char* name;
    std::string_view stream;
    const char* expected;
  } rows[] = {
      {"nothing in it is a command", "AUTH P\r\nNOOP\r\nQUIT 1\r\n", "AUTH P <NOOP> <QUIT 1> rest 0"},
      {"an empty one", "AUTH P\r\n\r\ndone\r\nNOOP\r\n", "AUTH P <> <done> NOOP rest 0"},
      {"any octets", "AUTH P\r\n\xFF\n\r \r\ndone\r\n", "AUTH P <\xFF\n\r > <done> rest 0"},
      {"longer than a command", "AUTH P\r\n1234567890ab\r\ndone\r\nx\r\n",
       "AUTH P <1234567890ab> <done> x rest 0"},
      {"at the limit", "AUTH P\r\n12345678901234\r\n", "AUTH P <12345678901234> rest 0"},
      {"over the limit by one", "AUTH P\r\n123456789012345\r\ndone\r\nNOOP\r\n",
       "AUTH P <long> <done> NOOP rest 0"},
      {"far over the limit", "AUTH P\r\n12345678901234567890123456789012345\r\r\ndone\r\n",
       "AUTH P <long> <done> rest 0"},
      {"unfinished", "AUTH P\r\n1234", "AUTH P rest 4"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    testkit::for_each_partition(row.stream, [&](std::span<const std::string_view> pieces) {
      ASSERT_EQ(read_exchange(pieces, {.line = 9, .response = 16}), row.expected);
    });
  }
}

TEST(command_parser, an_endless_line_takes_no_memory) {
  command_parser parser;
  const std::string piece(1000, 'x');
  for (int i = 0; i < 1000; ++i) {
    const command_result result = parser.next(piece);
    ASSERT_EQ(result.status, parse_status::need_more);
    ASSERT_EQ(result.consumed, piece.size());
  }
  EXPECT_EQ(parser.offset(), 1'000'000U);
  const command_result result = parser.next("\r\n");
  EXPECT_EQ(result.command.error, parse_errc::command_line_too_long);
  EXPECT_EQ(result.offset, 0U);
}

}  // namespace
}  // namespace popquiz::parser
