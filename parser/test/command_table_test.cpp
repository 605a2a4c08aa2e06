#include <popquiz/parser/command_table.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace popquiz::parser {
namespace {

using enum session_state;

constexpr std::array all_states{authorization, user_given, transaction, update, ended};

TEST(command_table, every_verb_stands_at_its_index_and_is_found_in_any_case) {
  for (std::size_t i = 0; i < verb_count; ++i) {
    const command_info& row = info(static_cast<verb>(i));
    SCOPED_TRACE(row.keyword);
    EXPECT_EQ(row.id, static_cast<verb>(i));
    EXPECT_EQ(&row, &command_table()[i]);
    std::string keyword(row.keyword);
    EXPECT_EQ(find_command(keyword), &row);
    std::transform(keyword.begin(), keyword.end(), keyword.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    EXPECT_EQ(find_command(keyword), &row);
    keyword[0] = row.keyword[0];
    EXPECT_EQ(find_command(keyword), &row);
    EXPECT_TRUE(row.clause.starts_with("RFC "));
  }
}

TEST(command_table, nothing_else_is_found) {
  for (const std::string_view keyword : {"", "STA", "STATS", " STAT", "STAT ", "XTND", "\xD3TAT"}) {
    EXPECT_EQ(find_command(keyword), nullptr) << keyword;
  }
}

TEST(command_table, nothing_is_legal_behind_the_end) {
  for (const command_info& row : command_table()) {
    EXPECT_FALSE(row.legal.contains(update)) << row.keyword;
    EXPECT_FALSE(row.legal.contains(ended)) << row.keyword;
  }
}

TEST(command_table, commands_are_legal_in_their_states_only) {
  const struct {
    const char* name;
    std::string_view keywords;
    std::array<bool, 3> legal;  // authorization, user_given, transaction
  } rows[] = {
      {"logging in", "USER APOP AUTH STLS UTF8", {true, true, false}},
      {"PASS needs a successful USER", "PASS", {false, true, false}},
      {"always", "CAPA LANG QUIT", {true, true, true}},
      {"logged in", "STAT LIST UIDL RETR TOP DELE NOOP RSET", {false, false, true}},
  };
  std::size_t checked = 0;
  for (const auto& row : rows) {
    for (const command_info& command : command_table()) {
      if (row.keywords.find(command.keyword) == std::string_view::npos) {
        continue;
      }
      ++checked;
      for (std::size_t i = 0; i < row.legal.size(); ++i) {
        EXPECT_EQ(command.legal.contains(all_states[i]), row.legal[i]) << row.name << ": " << command.keyword;
      }
    }
  }
  EXPECT_EQ(checked, verb_count);
}

TEST(command_table, replies_move_the_session) {
  const struct {
    const char* name;
    verb v;
    session_state from;
    session_state on_ok;
    session_state on_err;
  } rows[] = {
      {"USER", verb::user, authorization, user_given, authorization},
      {"a second USER that fails undoes the first", verb::user, user_given, user_given, authorization},
      {"PASS", verb::pass, user_given, transaction, authorization},
      {"APOP", verb::apop, authorization, transaction, authorization},
      {"a failed APOP counts as not issued", verb::apop, user_given, transaction, user_given},
      {"AUTH", verb::auth, authorization, transaction, authorization},
      {"a failed AUTH counts as not issued", verb::auth, user_given, transaction, user_given},
      {"STLS", verb::stls, authorization, authorization, authorization},
      {"STLS forgets the USER", verb::stls, user_given, authorization, user_given},
      {"CAPA does not disturb a login", verb::capa, user_given, user_given, user_given},
      {"LANG", verb::lang, user_given, user_given, user_given},
      {"UTF8", verb::utf8, user_given, user_given, user_given},
      {"STAT", verb::stat, transaction, transaction, transaction},
      {"DELE", verb::dele, transaction, transaction, transaction},
      {"QUIT behind a login", verb::quit, transaction, update, update},
      {"QUIT before a login", verb::quit, authorization, ended, ended},
      {"QUIT behind USER", verb::quit, user_given, ended, ended},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(next_state(info(row.v), row.from, true), row.on_ok) << row.name;
    EXPECT_EQ(next_state(info(row.v), row.from, false), row.on_err) << row.name;
  }
}

TEST(command_table, the_argument_decides_the_shape_of_the_reply) {
  using enum reply_shape;
  const struct {
    std::string_view keywords;
    reply_shape bare;
    reply_shape with_argument;
  } rows[] = {
      {"LIST UIDL LANG", multi_line, single_line},
      {"RETR TOP CAPA", multi_line, multi_line},
      {"AUTH", single_line, sasl},
      {"USER PASS APOP STLS UTF8 STAT DELE NOOP RSET QUIT", single_line, single_line},
  };
  for (const auto& row : rows) {
    for (const command_info& command : command_table()) {
      if (row.keywords.find(command.keyword) != std::string_view::npos) {
        EXPECT_EQ(shape_of(command, false), row.bare) << command.keyword;
        EXPECT_EQ(shape_of(command, true), row.with_argument) << command.keyword;
      }
    }
  }
}

TEST(command_table, minimal_servers_and_capabilities) {
  for (const command_info& command : command_table()) {
    const bool minimal = std::string_view("STAT LIST RETR DELE NOOP RSET QUIT").find(command.keyword) !=
                         std::string_view::npos;
    EXPECT_EQ(command.minimal, minimal) << command.keyword;
  }
  for (const verb v : {verb::top, verb::uidl, verb::stls, verb::utf8, verb::lang, verb::user}) {
    EXPECT_EQ(info(v).capability, info(v).keyword);
  }
  EXPECT_EQ(info(verb::pass).capability, "USER");
  EXPECT_EQ(info(verb::auth).capability, "SASL");
  EXPECT_EQ(info(verb::apop).capability, "");
  EXPECT_EQ(info(verb::capa).capability, "");
}

TEST(command_table, states_have_the_names_of_the_rfc) {
  EXPECT_EQ(describe(authorization), "AUTHORIZATION");
  EXPECT_EQ(describe(user_given), "AUTHORIZATION");
  EXPECT_EQ(describe(transaction), "TRANSACTION");
  EXPECT_EQ(describe(update), "UPDATE");
  EXPECT_EQ(describe(ended), "ended");
}

}  // namespace
}  // namespace popquiz::parser
