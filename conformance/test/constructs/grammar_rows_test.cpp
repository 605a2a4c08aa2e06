// Each word of the grammar in docs/script.md stands in a row of constructs/ for each side that it is for: a
// construct that is added to the grammar without a row fails here.

#include "dialogue_rows.hpp"
#include "override_rows.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace popquiz::conformance::constructs {
namespace {

enum side : unsigned { dialogue = 1, overrides = 2, both = dialogue | overrides };

/// Who can use a rule of the grammar. What stands in none is of the header, or of octets.
const std::map<std::string, unsigned> sides_of_rule{{"line-step", both},      {"message-step", both},
                                                    {"bend", both},           {"dialogue-step", dialogue},
                                                    {"made", dialogue},       {"block-step", both},
                                                    {"tail", overrides},      {"size", overrides},
                                                    {"start-tls", overrides}, {"identity", overrides},
                                                    {"check-step", dialogue}, {"about-lines", dialogue},
                                                    {"relation", dialogue},   {"sum", dialogue},
                                                    {"term", dialogue},       {"kind", dialogue},
                                                    {"use", dialogue},        {"override-step", overrides},
                                                    {"on-step", overrides},   {"event", overrides},
                                                    {"guard", overrides},     {"judge-step", overrides},
                                                    {"rule", overrides},      {"fact", overrides},
                                                    {"numbers", overrides},   {"escape", both},
                                                    {"duration", overrides},  {"which", both},
                                                    {"placeholder", both}};

/// What a rule for both has for one side only (docs/script.md says so in its tables), and two words that only
/// tell sizes and times apart.
const std::map<std::string, unsigned> sides_of_word{{"C:", dialogue},
                                                    {"C!", dialogue},
                                                    {"S*", dialogue},
                                                    {"first", overrides},
                                                    {"octets", both},
                                                    {"%", overrides},
                                                    {"unstuffed", overrides},
                                                    {"with", overrides},
                                                    {"LF", overrides},
                                                    {"line", overrides},
                                                    {"ends", overrides},
                                                    {"without", overrides},
                                                    {"final", overrides},
                                                    {"end", overrides},
                                                    {"until", overrides},
                                                    {"closed", both},
                                                    {"or", both},
                                                    {"if", dialogue},
                                                    {"logged", dialogue},
                                                    {"refused", dialogue},
                                                    {"TLS", dialogue},
                                                    {"+OK", both},
                                                    {"-ERR", both},
                                                    {"m", 0},
                                                    {"t", dialogue},
                                                    {"0", dialogue},
                                                    {"{", both},
                                                    {"secret", 0},
                                                    {"close", both}};

std::string grammar() {
  std::ifstream file(POPQUIZ_SCRIPT_DOCUMENT, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const std::size_t begin = all.find("```abnf\n");
  const std::size_t end = all.find("\n```", begin);
  EXPECT_NE(begin, std::string::npos);
  return begin == std::string::npos ? "" : all.substr(begin + 8, end - begin - 8);
}

/// The quoted words of each rule, comments left out.
std::map<std::string, std::set<std::string>> words_of_rules() {
  static const std::regex head("^([a-z-]+|EOL) +=");
  static const std::regex word("\"([^\"]+)\"");
  std::map<std::string, std::set<std::string>> found;
  std::istringstream lines(grammar());
  std::string rule;
  for (std::string line; std::getline(lines, line);) {
    std::string text;
    bool quoted = false;
    for (const char c : line) {
      quoted = c == '"' ? !quoted : quoted;
      if (c == ';' && !quoted) {
        break;
      }
      text += c;
    }
    std::smatch named;
    if (std::regex_search(text, named, head)) {
      rule = named[1];
    }
    for (std::sregex_iterator it(text.begin(), text.end(), word), none; it != none; ++it) {
      found[rule].insert((*it)[1]);
    }
  }
  return found;
}

/// A word that begins and ends where letters do, marks anywhere.
bool stands_in(const std::string& text, const std::string& word) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool begins = !is_letter(word.front()) || at == 0 || !is_letter(text[at - 1]) ||
                        std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0 || text[at - 1] == '\\';
    const std::size_t end = at + word.size();
    const bool ends = !is_letter(word.back()) || word == "x" || end == text.size() || !is_letter(text[end]);
    if (begins && ends) {
      return true;
    }
  }
  return false;
}

std::string all_overrides() {
  std::string text;
  for (const override_row& row : override_rows()) {
    text += row.blocks;
  }
  return text;
}

std::string all_dialogues() {
  std::string text;
  for (const dialogue_row& row : dialogue_rows()) {
    text += row.met;
  }
  return text;
}

TEST(grammar, has_a_row_for_every_word_of_every_step) {
  const std::string in_overrides = all_overrides();
  const std::string in_dialogues = all_dialogues();
  const auto rules = words_of_rules();
  for (const auto& [rule, sides] : sides_of_rule) {
    ASSERT_TRUE(rules.contains(rule)) << rule << " is no rule with words of its own in docs/script.md";
    for (const std::string& word : rules.at(rule)) {
      const auto narrowed = sides_of_word.find(word);
      const unsigned needed = narrowed == sides_of_word.end() ? sides : sides & narrowed->second;
      EXPECT_TRUE((needed & overrides) == 0 || stands_in(in_overrides, word))
          << "no row of an `on` block has \"" << word << "\" of " << rule;
      EXPECT_TRUE((needed & dialogue) == 0 || stands_in(in_dialogues, word))
          << "no row of a dialogue has \"" << word << "\" of " << rule;
    }
  }
}

TEST(grammar, has_no_rule_with_words_that_nobody_looks_at) {
  const std::set<std::string> not_steps{"script", "field", "key",      "comment",
                                        "name",   "text",  "argument", "verb"};
  for (const auto& [rule, words] : words_of_rules()) {
    EXPECT_TRUE(sides_of_rule.contains(rule) || not_steps.contains(rule)) << rule;
  }
}

}  // namespace
}  // namespace popquiz::conformance::constructs
