// Scripts that want too much: each is refused, or ends, in bounded time. The wall bounds are for sanitizers
// on a busy machine; what they catch takes hours.

#include "play_peer.hpp"

#include <popquiz/script/matcher.hpp>
#include <popquiz/script/parse.hpp>

#include <popquiz/testkit/processor_time.hpp>

#include <gtest/gtest.h>

#include <string>

namespace popquiz::script::test {
namespace {

using testkit::processor_seconds;

constexpr double patience = 60;  // seconds of the processor, with sanitizers; what it catches takes hours

template <class Row>
std::string name_of(const testing::TestParamInfo<Row>& info) {
  return info.param.name;
}

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  all.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

std::string nested(std::size_t depth, const std::string& loop, const std::string& step) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    text += std::string(i, ' ') + loop + "\n";
  }
  return text + std::string(depth, ' ') + step + "\n";
}

struct text_row {
  const char* name;
  std::string text;
  bool is_script;
};
std::ostream& operator<<(std::ostream& out, const text_row& r) {
  return out << r.name;
}

class a_mebibyte : public testing::TestWithParam<text_row> {};

TEST_P(a_mebibyte, is_read_and_printed_in_bounded_time) {
  const double begin = processor_seconds();
  const parse_outcome outcome = parse_script(GetParam().text, "t");
  EXPECT_EQ(outcome.value.has_value(), GetParam().is_script) << outcome.error.text().substr(0, 200);
  if (outcome.value) {
    EXPECT_TRUE(parse_script(print_script(*outcome.value), "t").value);
  }
  EXPECT_LT(outcome.error.text().size(), 500U);
  EXPECT_LT(processor_seconds() - begin, patience);
}

const std::string head = "id: t\ntitle: t\nsubject: server\n\n";
const std::string head_of_overrides = "title: t\nsubject: client\n\n";

INSTANTIATE_TEST_SUITE_P(
    script, a_mebibyte,
    testing::Values(text_row{"of_one_line", head + "C: " + times(1'000'000, "x") + "\n", true},
                    text_row{"of_placeholders", head + "S: " + times(200'000, "{any}") + "\n", true},
                    text_row{"of_uses", head + "C: " + times(150'000, "{=n} ") + "\n", true},
                    text_row{"of_escapes", head + "C! \"" + times(250'000, "\\x41") + "\"\n", true},
                    text_row{"of_comments", head + times(250'000, "#a\n") + "C: a\n", true},
                    text_row{"of_steps", head + times(200'000, "C: a\n"), true},
                    text_row{"of_terms", head + "check " + times(250'000, "1 + ") + "1 == 1\n", true},
                    text_row{"of_values", head + "for x in" + times(400'000, " a") + "\n  C: a\n", true},
                    text_row{"of_sessions", head + times(80'000, "session a\n") + "C: a\n", true},
                    text_row{"of_guards",
                             head_of_overrides + "on RETR" + times(60'000, " when deleted") + "\n  answer\n",
                             true},
                    text_row{"of_blocks", head_of_overrides + times(60'000, "on RETR\n  answer\n"), true},
                    text_row{"of_needs", "title: t\nneeds: " + times(200'000, "TOP,") + "TOP\n\n", true},
                    text_row{"of_open_braces", head + "C: " + times(1'000'000, "{") + "\n", false},
                    text_row{"of_spaces", head + times(1'000'000, " "), false},
                    text_row{"and_one_octet_more", times(1024UL * 1024 + 1, "#"), false}),
    name_of<text_row>);

struct match_row {
  const char* name;
  std::string pattern;
  std::string line;
  bool matches;
};
std::ostream& operator<<(std::ostream& out, const match_row& r) {
  return out << r.name;
}

class many_placeholders : public testing::TestWithParam<match_row> {};

// Tried one after the other, the ways to share the octets out are more than there are atoms.
TEST_P(many_placeholders, take_time_in_proportion_to_pieces_and_octets) {
  const parse_outcome parsed = parse_script(head + "S= " + GetParam().pattern + "\n", "t");
  ASSERT_TRUE(parsed.value) << parsed.error.text();
  const double begin = processor_seconds();
  variables captured;
  EXPECT_EQ(
      match_exact(std::get<line_step>(parsed.value->steps.front().what).text, GetParam().line, captured),
      GetParam().matches);
  EXPECT_LT(processor_seconds() - begin, patience);
}

INSTANTIATE_TEST_SUITE_P(
    matcher, many_placeholders,
    testing::Values(match_row{"any_that_never_match", times(200, "{any}a") + "b", times(20'000, "a"), false},
                    match_row{"any_that_match", times(200, "{any}a"), times(20'000, "a"), true},
                    match_row{"words", times(200, "{word}"), times(20'000, "a"), true},
                    match_row{"numbers_and_an_end", times(200, "{number}") + "x", times(20'000, "1"), false},
                    match_row{"unique_ids", times(200, "{unique-id}"), times(14'001, "u"), false},
                    match_row{"a_long_literal", "{any}" + times(10'000, "a") + "b{any}", times(40'000, "a"),
                              false}),
    name_of<match_row>);

struct play_row {
  const char* name;
  std::string steps;
  std::string reason;  ///< why it is broken off; empty: it passes
};
std::ostream& operator<<(std::ostream& out, const play_row& r) {
  return out << r.name;
}

class a_play : public testing::TestWithParam<play_row> {};

TEST_P(a_play, of_loops_ends) {
  const double begin = processor_seconds();
  player_settings settings = test_settings();
  settings.silent_steps_limit = 1'100'000;
  settings.body_limit = 1'000'000;
  const played p = play(GetParam().steps, {{{"", "+OK\r\n"}, {"QUIT\r\n", "+OK\r\n", true}}}, {},
                        two_messages(), settings);
  EXPECT_EQ(p.result.status, GetParam().reason.empty() ? play_status::passed : play_status::aborted);
  EXPECT_EQ(p.result.reason, GetParam().reason);
  EXPECT_TRUE(p.closed);
  EXPECT_LT(p.actions, 20U);
  EXPECT_LT(processor_seconds() - begin, patience);
}

INSTANTIATE_TEST_SUITE_P(
    player, a_play,
    testing::Values(play_row{"a_million_times_nothing", "S: +OK\nrepeat 1000000 times\n  check 1 == 1\n", ""},
                    play_row{"loops_within_loops",
                             "S: +OK\n" + nested(16, "repeat 1000000 times", "check 1 == 1"),
                             "the script says and awaits nothing for 1100000 steps"},
                    play_row{"loops_of_no_waiting",
                             "S: +OK\n" + nested(16, "repeat 1000000 times", "wait 0ms"),
                             "the script says and awaits nothing for 1100000 steps"},
                    play_row{"loops_over_the_maildrop",
                             "S: +OK\n" + nested(16, "for n in 1 2 3 4 5 6 7 8 9", "check 1 == 1"),
                             "the script says and awaits nothing for 1100000 steps"},
                    play_row{"much_at_once", "S: +OK\ntogether\n  repeat 1000000 times\n    C: NOOP\n",
                             "too much to say together"},
                    play_row{"a_day_of_waiting", "S: +OK\nwait 1440m\n", ""}),
    name_of<play_row>);

}  // namespace
}  // namespace popquiz::script::test
