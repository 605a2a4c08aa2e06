#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/observation.hpp>
#include <popquiz/parser/response_code.hpp>
#include <popquiz/parser/timestamp.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

TEST(response_code, is_found_at_the_very_start) {
  using enum response_code_kind;
  const struct {
    std::string_view text;
    response_code_kind kind;
    std::string_view code;
    std::string_view rest;
  } rows[] = {
      {"[IN-USE] locked", in_use, "IN-USE", "locked"},
      {"[in-use]", in_use, "in-use", ""},
      {"[LOGIN-DELAY]  wait", login_delay, "LOGIN-DELAY", " wait"},
      {"[SYS/TEMP] x", sys_temp, "SYS/TEMP", "x"},
      {"[SYS/PERM] x", sys_perm, "SYS/PERM", "x"},
      {"[SYS/TEMP/DISK] x", sys_temp, "SYS/TEMP/DISK", "x"},
      {"[SYS] x", other, "SYS", "x"},
      {"[SYS/TEMPORARY] x", other, "SYS/TEMPORARY", "x"},
      {"[AUTH] x", auth, "AUTH", "x"},
      {"[UTF8]x", utf8, "UTF8", "x"},
      {"[X-[Y] x", other, "X-[Y", "x"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto found = find_response_code(row.text);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->kind, row.kind);
    EXPECT_EQ(found->code, row.code);
    EXPECT_EQ(found->text, row.rest);
  }
}

TEST(response_code, what_is_not_well_formed_is_text) {
  for (const std::string_view text :
       {""sv, "["sv, "[]"sv, "[/]"sv, "[A/]"sv, "[/A]"sv, "[A//B]"sv, "[IN USE]"sv, "[IN-USE"sv,
        " [IN-USE]"sv, "x [IN-USE]"sv, "[A\t]"sv, "[\xC3\xA9]"sv, "[\0]"sv}) {
    EXPECT_FALSE(find_response_code(text).has_value()) << text;
  }
}

TEST(timestamp, is_the_first_message_id_with_its_brackets) {
  const struct {
    std::string_view text;
    std::string_view timestamp;
  } rows[] = {
      {"POP3 server ready <1896.697170952@dbc.mtview.ca.us>", "<1896.697170952@dbc.mtview.ca.us>"},
      {"<a@b>", "<a@b>"},
      {"<a@b> <c@d>", "<a@b>"},
      {"ready<a@b>now", "<a@b>"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(find_timestamp(row.text), row.timestamp) << row.text;
  }
}

TEST(timestamp, a_crafted_challenge_is_none) {
  for (const std::string_view text :
       {""sv,          "ready"sv,   "<"sv,         ">"sv,       "<>"sv,         "<a@b"sv,    "a@b>"sv,
        "> a@b <"sv,   "<ab>"sv,    "<@b>"sv,      "<a@>"sv,    "<@>"sv,        "<a@b@c>"sv, "<a b@c>"sv,
        "<a@b\xFF>"sv, "<a@b\0>"sv, "<a@b\x7F>"sv, "<a<b@c>"sv, "<no> <a@b>"sv, "<<a@b>>"sv, "<a@b\t>"sv}) {
    EXPECT_FALSE(find_timestamp(text).has_value()) << text;
  }
}

TEST(descriptions, every_error_and_observation_has_its_own) {
  std::set<std::string_view> errors;
  for (int i = 0; i <= static_cast<int>(parse_errc::bad_command_octet); ++i) {
    errors.insert(describe(static_cast<parse_errc>(i)));
  }
  EXPECT_EQ(errors.size(), static_cast<std::size_t>(parse_errc::bad_command_octet) + 1);
  EXPECT_EQ(errors.count("unknown error"), 0U);
  EXPECT_EQ(describe(static_cast<parse_errc>(255)), "unknown error");
  std::set<std::string_view> observations;
  for (std::size_t i = 0; i < observation_kinds; ++i) {
    observations.insert(describe(static_cast<observation>(i)));
  }
  EXPECT_EQ(observations.size(), observation_kinds);
  EXPECT_EQ(observations.count("unknown observation"), 0U);
  EXPECT_EQ(describe(static_cast<observation>(255)), "unknown observation");
}

TEST(observations, deviations_have_a_strict_error_and_notes_have_none) {
  EXPECT_EQ(strict_error(observation::bare_lf), parse_errc::bare_lf);
  EXPECT_EQ(strict_error(observation::bare_cr), parse_errc::bare_cr);
  EXPECT_EQ(strict_error(observation::unstuffed_dot), parse_errc::unstuffed_dot);
  EXPECT_EQ(strict_error(observation::long_status_line), parse_errc::status_line_too_long);
  EXPECT_EQ(strict_error(observation::missing_space), parse_errc::missing_space);
  for (const observation note : {observation::nul, observation::eight_bit, observation::long_body_line}) {
    EXPECT_EQ(strict_error(note), parse_errc::none);
  }
}

TEST(observations, the_first_of_a_kind_is_kept) {
  observation_set set;
  set.note(observation::nul, 9, 0);
  EXPECT_TRUE(set.empty());
  set.note(observation::nul, 4, 3);
  EXPECT_FALSE(set.empty());
  set.note(observation::nul, 20);
  EXPECT_EQ(set.count(observation::nul), 4U);
  EXPECT_EQ(set.first(observation::nul), 4U);
  observation_set later;
  later.note(observation::nul, 5, 4);
  EXPECT_NE(set, later);
  set.clear();
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set, observation_set());
}

}  // namespace
}  // namespace popquiz::parser
