#include <popquiz/parser/command_parser.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

TEST(command_line, arguments_are_taken_apart_by_the_grammar) {
  const struct {
    std::string_view line;
    std::string_view first;
    std::string_view second;
    std::uint64_t number;
    std::uint64_t lines;
  } rows[] = {
      {"STAT", "", "", 0, 0},
      {"quit", "", "", 0, 0},
      {"LIST", "", "", 0, 0},
      {"LIST 7", "", "", 7, 0},
      {"retr 01", "", "", 1, 0},
      {"DELE 0", "", "", 0, 0},
      {"UIDL 18446744073709551615", "", "", 18446744073709551615U, 0},
      {"TOP 3 0", "", "", 3, 0},
      {"TOP 3 10", "", "", 3, 10},
      {"USER frated", "frated", "", 0, 0},
      {"USER \xC3\xA9", "\xC3\xA9", "", 0, 0},
      {"PASS secret", "secret", "", 0, 0},
      {"PASS two words ", "two words ", "", 0, 0},
      {"PASS  ", " ", "", 0, 0},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fb", "mrose", "c4c9334bac560ecc979e58001b3e22fb", 0, 0},
      {"AUTH PLAIN", "PLAIN", "", 0, 0},
      {"AUTH plain =", "plain", "=", 0, 0},
      {"AUTH X_Y", "X_Y", "", 0, 0},
      {"AUTH SCRAM-SHA-256 biws", "SCRAM-SHA-256", "biws", 0, 0},
      {"LANG", "", "", 0, 0},
      {"LANG *", "*", "", 0, 0},
      {"LANG en-boont", "en-boont", "", 0, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    const command_view command = parse_command_line(row.line);
    EXPECT_EQ(describe(command.error), describe(parse_errc::none));
    ASSERT_NE(command.info, nullptr);
    EXPECT_EQ(command.line, row.line);
    EXPECT_EQ(command.first, row.first);
    EXPECT_EQ(command.second, row.second);
    EXPECT_EQ(command.number, row.number);
    EXPECT_EQ(command.lines, row.lines);
    EXPECT_EQ(command.has_argument, row.line.find(' ') != std::string_view::npos);
  }
}

TEST(command_line, what_is_wrong_is_told) {
  using enum parse_errc;
  const struct {
    std::string_view line;
    parse_errc error;
  } rows[] = {
      {"", unknown_command},
      {" ", unknown_command},
      {" STAT", unknown_command},
      {"XTND", unknown_command},
      {"STATS", unknown_command},
      {"STAT x", too_many_arguments},
      {"STAT ", bad_argument},
      {"QUIT  ", bad_argument},
      {"LIST ", bad_argument},
      {"LIST  1", bad_argument},
      {"LIST 1 ", bad_argument},
      {"LIST 1 2", too_many_arguments},
      {"LIST x", bad_argument},
      {"RETR", missing_argument},
      {"RETR ", missing_argument},
      {"RETR +1", bad_argument},
      {"RETR -1", bad_argument},
      {"RETR 0x1", bad_argument},
      {"RETR 1.0", bad_argument},
      {"RETR 1a", bad_argument},
      {"RETR 18446744073709551616", number_overflow},
      {"RETR 99999999999999999999999999999999999999", number_overflow},
      {"DELE 1 1", too_many_arguments},
      {"TOP 1", missing_argument},
      {"TOP 1  2", bad_argument},
      {"TOP 1 -2", bad_argument},
      {"TOP 1 2 3", too_many_arguments},
      {"TOP 1 18446744073709551616", number_overflow},
      {"USER", missing_argument},
      {"USER ", missing_argument},
      {"USER a b", too_many_arguments},
      {"USER  a", bad_argument},
      {"PASS", missing_argument},
      {"PASS ", missing_argument},
      {"APOP mrose", missing_argument},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22f", bad_argument},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fbb", bad_argument},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fg", bad_argument},
      {"AUTH", missing_argument},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22f:", bad_argument},
      {"NOO{", unknown_command},
      {"AUTH PL/AIN", bad_argument},
      {"AUTH A-NAME-OF-21-OCTETS-X", bad_argument},
      {"AUTH PLAIN = =", too_many_arguments},
      {"LANG en de", too_many_arguments},
      {"LANG e_n", bad_argument},
      {"CAPA x", too_many_arguments},
      {"LIST\t1", bad_command_octet},
      {"USER a\tb", bad_command_octet},
      {"PASS \0"sv, bad_command_octet},
      {"STAT\n", bad_command_octet},
      {"STAT\r", bad_command_octet},
      {"NOOP\nDELE 1", bad_command_octet},
      {"USER \x7F", bad_command_octet},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(describe(parse_command_line(row.line).error), describe(row.error)) << "<" << row.line << ">";
  }
}

TEST(command_line, a_bad_line_still_tells_its_keyword) {
  const command_view command = parse_command_line("Retr one");
  EXPECT_EQ(command.keyword, "Retr");
  EXPECT_EQ(command.argument_text, "one");
  EXPECT_EQ(command.info, &info(verb::retr));
}

}  // namespace
}  // namespace popquiz::parser
