#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/command_serializer.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

TEST(command_serializer, one_line_with_one_crlf_that_the_command_parser_understands) {
  std::string out;
  using enum serialize_errc;
  EXPECT_EQ(append_command(out, verb::stat), none);
  EXPECT_EQ(append_command(out, verb::list), none);
  EXPECT_EQ(append_command(out, verb::user, "frated"), none);
  EXPECT_EQ(append_command(out, verb::pass, " two words "), none);
  EXPECT_EQ(append_command(out, verb::apop, "mrose", "c4c9334bac560ecc979e58001b3e22fb"), none);
  EXPECT_EQ(append_command(out, verb::auth, "PLAIN"), none);
  EXPECT_EQ(append_command(out, verb::auth, "PLAIN", "="), none);
  EXPECT_EQ(append_command(out, verb::lang, "*"), none);
  EXPECT_EQ(append_command(out, verb::retr, 1), none);
  EXPECT_EQ(append_command(out, verb::uidl, 18446744073709551615U), none);
  EXPECT_EQ(append_command(out, verb::top, 7, 0), none);
  EXPECT_EQ(out,
            "STAT\r\nLIST\r\nUSER frated\r\nPASS  two words \r\n"
            "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\nAUTH PLAIN\r\nAUTH PLAIN =\r\nLANG *\r\n"
            "RETR 1\r\nUIDL 18446744073709551615\r\nTOP 7 0\r\n");
  command_parser parser;
  std::string_view rest = out;
  std::size_t commands = 0;
  while (!rest.empty()) {
    const command_result result = parser.next(rest);
    ASSERT_EQ(result.status, parse_status::event);
    EXPECT_EQ(describe(result.command.error), describe(parse_errc::none)) << result.command.line;
    rest.remove_prefix(result.consumed);
    ++commands;
  }
  EXPECT_EQ(commands, 11U);
}

TEST(command_serializer, an_argument_cannot_inject_a_command) {
  for (const std::string_view bad : {"a\r\nDELE 1"sv, "a\r"sv, "a\n"sv, "\r\n"sv, "a\0"sv}) {
    std::string out = "kept";
    EXPECT_EQ(append_command(out, verb::user, bad), serialize_errc::forbidden_octet);
    EXPECT_EQ(append_command(out, verb::pass, bad, 0), serialize_errc::forbidden_octet);
    EXPECT_EQ(append_command(out, verb::apop, bad, "digest"), serialize_errc::forbidden_octet);
    EXPECT_EQ(append_command(out, verb::auth, "PLAIN", bad), serialize_errc::forbidden_octet);
    EXPECT_EQ(out, "kept");
  }
}

TEST(command_serializer, a_missing_argument_is_refused) {
  std::string out;
  for (const verb v : {verb::user, verb::pass, verb::apop, verb::auth, verb::retr, verb::top, verb::dele}) {
    EXPECT_EQ(append_command(out, v), serialize_errc::missing_argument);
  }
  EXPECT_EQ(append_command(out, verb::top, 1), serialize_errc::missing_argument);
  EXPECT_EQ(append_command(out, verb::apop, "mrose"), serialize_errc::missing_argument);
  EXPECT_EQ(append_command(out, verb::pass, ""), serialize_errc::missing_argument);
  EXPECT_EQ(append_command(out, verb::auth, "PLAIN", ""), serialize_errc::missing_argument);
  EXPECT_EQ(out, "");
}

TEST(command_serializer, the_limit_counts_the_line_with_its_end) {
  std::string out;
  EXPECT_EQ(append_command(out, verb::user, std::string(248, 'x')), serialize_errc::none);
  EXPECT_EQ(out.size(), 255U);
  out.clear();
  EXPECT_EQ(append_command(out, verb::user, std::string(249, 'x')), serialize_errc::too_long);
  EXPECT_EQ(out, "");
  EXPECT_EQ(append_command(out, verb::auth, "PLAIN", std::string(1000, 'A'), 0), serialize_errc::none);
  EXPECT_EQ(out.size(), 1013U);
}

TEST(command_serializer, a_sasl_response_is_a_line_of_any_length) {
  std::string out;
  EXPECT_EQ(append_sasl_response(out, ""), serialize_errc::none);
  EXPECT_EQ(append_sasl_response(out, "*"), serialize_errc::none);
  EXPECT_EQ(append_sasl_response(out, std::string(100'000, 'A')), serialize_errc::none);
  EXPECT_EQ(out, "\r\n*\r\n" + std::string(100'000, 'A') + "\r\n");
  EXPECT_EQ(append_sasl_response(out, "QQ==\r\nQUIT"), serialize_errc::forbidden_octet);
  EXPECT_EQ(out.size(), 100'007U);
}

TEST(command_serializer, errors_are_described) {
  EXPECT_EQ(describe(serialize_errc::too_long), "line over the limit");
  EXPECT_EQ(describe(serialize_errc::forbidden_octet), "octet that may not stand there");
  EXPECT_EQ(describe(serialize_errc::none), "no error");
  EXPECT_EQ(describe(static_cast<serialize_errc>(255)), "unknown error");
}

}  // namespace
}  // namespace popquiz::parser
