#include <popquiz/script/matcher.hpp>
#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace popquiz::script {
namespace {

/// The pattern of a line of a script.
pattern pattern_of(const std::string& text) {
  const parse_outcome outcome = parse_script("title: t\n\nS: " + text + "\n", "t");
  EXPECT_TRUE(outcome.value) << outcome.error.text();
  return outcome.value ? std::get<line_step>(outcome.value->steps.at(0).what).text : pattern{};
}

std::string print_variables(const variables& vars) {
  std::string text;
  for (const auto& [name, value] : vars) {
    text += (text.empty() ? "" : " ") + name + '=' + value;
  }
  return text;
}

constexpr const char* none = nullptr;

struct row {
  const char* name;
  const char* pattern;
  std::string text;
  const char* exact;  ///< what is captured; none: no match
  const char* leading;
};
std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}
std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}

class matcher : public testing::TestWithParam<row> {};

TEST_P(matcher, matches_and_captures) {
  const row& r = GetParam();
  const auto check = [&](auto match, const char* captured) {
    variables vars{{"k", "7"}, {"w", "abc"}};
    const variables before = vars;
    const bool matches = match(pattern_of(r.pattern), r.text, vars);
    EXPECT_EQ(matches, captured != none);
    vars.erase("k");
    vars.erase("w");
    EXPECT_EQ(print_variables(vars), captured == none ? "" : captured);
  };
  check(match_exact, r.exact);
  check(match_leading, r.leading);
}

INSTANTIATE_TEST_SUITE_P(
    rows, matcher,
    testing::Values(
        row{"literal", "+OK", "+OK", "", ""}, row{"literal_longer", "+OK", "+OK x", none, ""},
        row{"literal_glued", "+OK", "+OKx", none, none}, row{"literal_shorter", "+OK x", "+OK", none, none},
        row{"empty", "", "", "", ""}, row{"empty_begins", "", " x", none, ""},
        row{"any_nothing", "+OK{any}", "+OK", "", ""}, row{"any_all", "{any x}", "a b", "x=a b", "x=a b"},
        row{"any_least", "{any x} {any y}", "a b c", "x=a y=b c", "x=a y=b c"},
        row{"any_must_take_more", "{any x}ab", "aabab", "x=aab", "x=aab"},
        row{"any_no_line_end", "{any}", "a\nb", none, none},
        row{"any_takes_cr", "{any x}", "a\rb", "x=a\rb", "x=a\rb"},
        row{"word", "{word x}", "ab", "x=ab", "x=ab"}, row{"word_space", "{word x}", "a b", none, "x=a"},
        row{"word_nothing", "{word x}", "", none, none},
        row{"word_first_space", "{word x}", " a", none, none},
        row{"capture", "{a} {b}", "1 2", "a=1 b=2", "a=1 b=2"},
        row{"capture_least", "{a}{b}", "123", "a=1 b=23", "a=1 b=23"},
        row{"number", "+OK {number n} {number o}", "+OK 1 020", "n=1 o=020", "n=1 o=020"},
        row{"number_more", "+OK {number n}", "+OK 1 2", none, "n=1"},
        row{"number_letters", "{number n}", "1a", none, none},
        row{"number_sign", "{number n}", "-1", none, none},
        row{"number_then_text", "{number n}0", "1000", "n=100", "n=100"},
        row{"unique_id", "{unique-id u}", "~!x", "u=~!x", "u=~!x"},
        row{"unique_id_70", "{unique-id}", std::string(70, 'u'), "", ""},
        row{"unique_id_71", "{unique-id}", std::string(71, 'u'), none, none},
        row{"unique_id_8_bit", "{unique-id}", "\xC3", none, none},
        row{"word_8_bit", "{word}", "\xC3", "", ""}, row{"use", "+OK {=k}", "+OK 7", "", ""},
        row{"use_other", "+OK {=k}", "+OK 8", none, none},
        row{"use_plus", "{=k + 3} {=k - 7}", "10 0", "", ""},
        row{"use_below_zero", "{any}{=k - 8}", "-1", none, none},
        row{"use_no_number", "{=w + 1}", "abc", none, none}, row{"use_unknown", "{any}{=z}", "x", none, none},
        row{"octets", "\\x00\\xFF\\{", std::string("\0\xFF{", 3), "", ""}),
    name_of);

TEST(matcher, takes_for_a_secret_whatever_came_in_its_place) {
  const parse_outcome outcome = parse_script("title: t\n\nC: PASS {secret password}\n", "t");
  ASSERT_TRUE(outcome.value) << outcome.error.text();
  const pattern p = std::get<line_step>(outcome.value->steps.at(0).what).text;
  variables vars;
  for (const char* text : {"PASS sesame", "PASS open  sesame ", "PASS "}) {
    EXPECT_TRUE(match_exact(p, text, vars)) << text;
  }
  EXPECT_FALSE(match_exact(p, "PASS", vars));
  EXPECT_TRUE(vars.empty());
}

TEST(matcher_bounds, take_linear_time_for_hard_patterns) {
  // Backtracking without bound would take 2^20 rounds and more.
  std::string hard;
  for (int i = 0; i < 20; ++i) {
    hard += "{any}a";
  }
  variables vars;
  EXPECT_FALSE(match_exact(pattern_of(hard + "b"), std::string(20'000, 'a'), vars));
  EXPECT_TRUE(match_exact(pattern_of(hard), std::string(20'000, 'a'), vars));
  EXPECT_TRUE(match_exact(pattern_of("{any x}"), std::string(2'000'000, 'a'), vars));
  EXPECT_EQ(vars["x"].size(), 2'000'000U);
}

TEST(matcher_bounds, keep_captures_of_a_failed_match_away) {
  variables vars{{"a", "old"}};
  EXPECT_FALSE(match_exact(pattern_of("{a} {number}"), "new x", vars));
  EXPECT_EQ(vars["a"], "old");
}

TEST(expand, replaces_uses) {
  const variables vars{{"n", "41"}, {"w", "abc"}, {"big", "18446744073709551615"}};
  EXPECT_EQ(expand(pattern_of("a {=n}{=w} {=n + 1} {=n - 41}\\r"), vars), "a 41abc 42 0\r");
  EXPECT_EQ(expand(pattern_of(""), vars), "");
  EXPECT_EQ(expand(pattern_of("{=x}"), vars), std::nullopt);
  EXPECT_EQ(expand(pattern_of("{=w + 1}"), vars), std::nullopt);
  EXPECT_EQ(expand(pattern_of("{=n - 42}"), vars), std::nullopt);
  EXPECT_EQ(expand(pattern_of("{=big + 1}"), vars), std::nullopt);
  EXPECT_EQ(expand(pattern_of("{any}"), vars), std::nullopt);
}

TEST(print_pattern, is_what_a_script_has) {
  const char* const text =
      "+OK {any} {word w} {number} {unique-id u} {c} {=d} {=e + 1} {=f - 9223372036854775807} \\{}\\\\ "
      "\"\\xFF\\0";
  EXPECT_EQ(print_pattern(pattern_of(text)), text);
}

}  // namespace
}  // namespace popquiz::script
