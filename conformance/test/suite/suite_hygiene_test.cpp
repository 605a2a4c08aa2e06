// What holds for every check that popquiz ships.

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/requirement.hpp>
#include <popquiz/parser/listing.hpp>

#include "builtin.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace popquiz::conformance {
namespace {

constexpr std::size_t fewest_checks = 60;
constexpr std::uint64_t last_policy = 25;  // A1 to A25 in the table of ambiguities

TEST(suite_hygiene, the_embedded_suite_loads) {
  std::string why;
  EXPECT_TRUE(builtin_suite(why)) << why;
}

TEST(suite_hygiene, there_are_enough_checks) {
  EXPECT_GE(builtin().checks.size(), fewest_checks);
}

TEST(suite_hygiene, every_check_has_a_counter_example) {
  for (const check& c : builtin().checks) {
    EXPECT_TRUE(c.counter_example) << c.dialogue.id;
  }
}

TEST(suite_hygiene, titles_differ) {
  std::map<std::string, std::string> seen;
  for (const check& c : builtin().checks) {
    const auto [other, fresh] = seen.emplace(c.dialogue.title, c.dialogue.id);
    EXPECT_TRUE(fresh) << c.dialogue.id << " has the title of " << other->second;
  }
}

TEST(suite_hygiene, counter_examples_say_what_they_break) {
  for (const check& c : builtin().checks) {
    EXPECT_TRUE(!c.counter_example || !c.counter_example->title.empty()) << c.dialogue.id;
  }
}

TEST(suite_hygiene, every_check_names_requirements_that_bind_a_server) {
  for (const check& c : builtin().checks) {
    EXPECT_NE(c.dialogue.requirements.empty(), c.dialogue.robustness.empty()) << c.dialogue.id;
    for (const std::string& id : c.dialogue.requirements) {
      const requirement* const found = find_requirement(id);
      ASSERT_NE(found, nullptr) << c.dialogue.id << " " << id;
      EXPECT_TRUE(found->side == "server" || found->side == "both") << c.dialogue.id << " " << id;
    }
  }
}

TEST(suite_hygiene, policies_are_those_of_the_table) {
  for (const check& c : builtin().checks) {
    for (const std::string& policy : c.dialogue.policies) {
      const auto number = parser::parse_number(policy.substr(policy.starts_with('A') ? 1 : 0));
      EXPECT_TRUE(policy.starts_with('A') && number && number.value >= 1 && number.value <= last_policy)
          << c.dialogue.id << " " << policy;
    }
  }
}

TEST(suite_hygiene, what_a_counter_example_names_besides_exists_and_is_not_itself) {
  std::set<std::string> ids;
  for (const check& c : builtin().checks) {
    ids.insert(c.dialogue.id);
  }
  for (const check& c : builtin().checks) {
    for (const std::string& other :
         c.counter_example ? c.counter_example->also : std::vector<std::string>()) {
      EXPECT_TRUE(ids.contains(other)) << c.dialogue.id << " also " << other;
      EXPECT_NE(other, c.dialogue.id);
    }
  }
}

TEST(requirements, are_the_rows_of_the_table) {
  EXPECT_GT(requirements().size(), 600U);
  const requirement* const found = find_requirement("R1939-5-40");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->clause,
            "RFC 1939 \xC2\xA7"
            "5 DELE");
  EXPECT_EQ(found->side, "server");
  EXPECT_FALSE(found->level.empty());
  EXPECT_FALSE(found->text.empty());
  EXPECT_EQ(find_requirement("R1939-5-400"), nullptr);
  EXPECT_EQ(find_requirement(""), nullptr);
}

}  // namespace
}  // namespace popquiz::conformance
