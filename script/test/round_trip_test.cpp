#include "random_script.hpp"

#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace popquiz::script {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void expect_round_trip(const script& s) {
  const std::string text = print_script(s);
  const parse_outcome again = parse_script(text, s.file);
  ASSERT_TRUE(again.value) << again.error.text() << '\n' << text;
  EXPECT_EQ(*again.value, s) << text;
  EXPECT_EQ(print_script(*again.value), text);
}

std::string test_data(const char* name) {
  return read(std::filesystem::path(POPQUIZ_SCRIPT_TEST_DATA) / name);
}

std::string name_of_file(const testing::TestParamInfo<const char*>& info) {
  const std::string file = info.param;
  return file.substr(0, file.find('.'));
}

class canonical_text : public testing::TestWithParam<const char*> {};

TEST_P(canonical_text, is_printed_as_it_was) {
  const std::string text = test_data(GetParam());
  const parse_outcome outcome = parse_script(text, GetParam());
  ASSERT_TRUE(outcome.value) << outcome.error.text();
  EXPECT_EQ(print_script(*outcome.value), text);
  expect_round_trip(*outcome.value);
}

INSTANTIATE_TEST_SUITE_P(files, canonical_text,
                         testing::Values("every_dialogue_step.pop3", "every_override_step.pop3",
                                         "recording.pop3"),
                         name_of_file);

TEST(parse, takes_other_writings_of_the_same) {
  const auto value = [](const std::string& steps) {
    const parse_outcome outcome =
        parse_script("id: t\ntitle:   two  words  \nsubject:server\n# a comment\n\n" + steps, "t");
    EXPECT_TRUE(outcome.value) << outcome.error.text();
    return outcome.value.value_or(script{});
  };
  const script plain = value("if -ERR\n  wait 1m\n  C: a\nsession a\n");
  EXPECT_EQ(plain.title, "two  words");
  EXPECT_EQ(value("\n# first\nif  -ERR\n\n      wait 60s\n  # second\n   \n      C: a\nsession   a  "),
            plain);
  EXPECT_EQ(value("if -ERR\r\n wait 60000ms\r\n C: a\r\nsession a\r\n"), plain);
}

TEST(parse, keeps_the_place_of_a_step) {
  const parse_outcome outcome = parse_script("title: t\n\nif -ERR\n\n   C: a\n", "t");
  ASSERT_TRUE(outcome.value);
  const step& outer = outcome.value->steps.at(0);
  EXPECT_EQ(outer.where.line, 3U);
  EXPECT_EQ(outer.where.column, 1U);
  const step& inner = std::get<if_step>(outer.what).body.at(0);
  EXPECT_EQ(inner.where.line, 5U);
  EXPECT_EQ(inner.where.column, 4U);
}

TEST(parse, takes_all_octets_of_a_line) {
  const auto line = [](const std::string& text) {
    const parse_outcome outcome = parse_script("title: t\n\n" + text + "\n", "t");
    EXPECT_TRUE(outcome.value) << outcome.error.text();
    return std::get<line_step>(outcome.value->steps.at(0).what).text;
  };
  EXPECT_EQ(line("S: + ").pieces.at(0).text, "+ ");
  EXPECT_EQ(line("S:  a").pieces.at(0).text, " a");
  EXPECT_TRUE(line("S|").pieces.empty());
  EXPECT_TRUE(line("S| ").pieces.empty());
  EXPECT_EQ(line("C! \"\\x41\\x7f\\0\\t\\\"\\\\}\"").pieces.at(0).text, std::string("A\x7F\0\t\"\\}", 7));
  EXPECT_EQ(line("C: \t\xC3\xA9").pieces.at(0).text, "\t\xC3\xA9");
}

TEST(parse, splits_lists_of_the_header) {
  const parse_outcome outcome = parse_script(
      "title: t\nsee: CVE-1 MailKit #174 CVE-2\nneeds: TOP,  2 messages ,known mail\nalso: a/b c/d\n\n", "t");
  ASSERT_TRUE(outcome.value) << outcome.error.text();
  EXPECT_EQ(outcome.value->see, (std::vector<std::string>{"CVE-1", "MailKit #174", "CVE-2"}));
  EXPECT_EQ(outcome.value->needs, (std::vector<std::string>{"TOP", "2 messages", "known mail"}));
  EXPECT_EQ(outcome.value->also, (std::vector<std::string>{"a/b", "c/d"}));
}

TEST(round_trip, of_random_scripts) {
  for (std::uint32_t seed = 1; seed <= 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    expect_round_trip(test::random_script(seed));
  }
}

TEST(parse, survives_any_change_of_a_text) {
  const std::string text = test_data("every_dialogue_step.pop3") + test_data("every_override_step.pop3");
  for (std::size_t at = 0; at < text.size(); at += 13) {
    for (const char c : {'\n', ' ', '{', '"', '\0'}) {
      std::string changed = text;
      changed[at] = c;
      const parse_outcome outcome = parse_script(changed, "t");
      EXPECT_TRUE(outcome.value || outcome.error.where.line != 0);
    }
    const parse_outcome cut = parse_script(text.substr(0, at), "t");
    if (cut.value) {
      expect_round_trip(*cut.value);
    }
  }
}

/// Sixteen scripts that the language has to be able to say.
TEST(examples, are_printed_as_they_were) {
  std::size_t examples = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(POPQUIZ_SCRIPT_TEST_DATA) / "examples")) {
    const std::string text = read(entry.path());
    const parse_outcome outcome = parse_script(text, entry.path().filename().string());
    ASSERT_TRUE(outcome.value) << outcome.error.text();
    EXPECT_EQ(print_script(*outcome.value), text);
    expect_round_trip(*outcome.value);
    ++examples;
  }
  EXPECT_EQ(examples, 16U);
}

/// The examples of docs/script.md: whole scripts, or steps that need a header.
TEST(docs, have_examples_that_parse) {
  const std::string text = read(POPQUIZ_SCRIPT_DOCS);
  const std::regex fence("```pop3\n([^`]*)```");
  std::size_t examples = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), fence), end; at != end; ++at, ++examples) {
    const std::string example = (*at)[1];
    const bool whole =
        std::regex_search(example, std::regex("^[a-z]+: "), std::regex_constants::match_continuous);
    const bool on = example.starts_with("on ");
    const std::string header = whole ? "" : on ? "title: t\n\n" : "id: t\ntitle: t\nsubject: server\n\n";
    const parse_outcome outcome = parse_script(header + example, "docs/script.md");
    EXPECT_TRUE(outcome.value) << outcome.error.text() << '\n' << example;
    if (outcome.value) {
      expect_round_trip(*outcome.value);
    }
  }
  EXPECT_GE(examples, 8U);
}

}  // namespace
}  // namespace popquiz::script
