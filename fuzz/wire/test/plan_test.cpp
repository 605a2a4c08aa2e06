#include "plan.hpp"

#include "minimise.hpp"
#include "plan_mutator.hpp"
#include "vocabulary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace popquiz::fuzz_wire {
namespace {

const vocabulary words{.messages = 3, .apop = true, .mechanisms = {"PLAIN"}};

TEST(plan, is_what_the_client_says_in_a_script) {
  struct row {
    const char* steps;
    std::size_t turns;
    const char* first;
  };
  const std::vector<row> rows{
      {"login\n", 1, "login"},
      {"C: STAT\nS: +OK\n", 1, "STAT"},
      {"C! \"RETR 1\\r\\n\"\n", 1, "RETR"},
      {"together\n  C: noop\n  C: STAT\nS: +OK\nS: +OK\n", 2, "NOOP"},
      {"cut at 2\n  C: STAT\n", 1, "STAT"},
      {"session a\n  C: CAPA\nsession b\n  C: NOOP\n", 2, "CAPA"},
      {"S: +OK\nwait 5s\nC: USER {=user}\nC: PASS {secret password}\n", 2, "USER"},
      {"C: RETR {=count}\nC: NOOP\n", 1, "NOOP"},  // nothing has captured it
  };
  for (const row& each : rows) {
    const auto made = read_plan(std::string("title: t\n\n") + each.steps);
    ASSERT_TRUE(made) << each.steps;
    ASSERT_EQ(made->size(), each.turns) << each.steps;
    EXPECT_EQ(keyword_of(made->front()), each.first) << each.steps;
  }
}

TEST(plan, reads_back_what_it_prints_whatever_was_changed) {
  random_source random(7);
  plan what;
  for (int i = 0; i < 3000; ++i) {
    mutate(what, words, random);
    const auto again = read_plan(print_plan(what));
    ASSERT_TRUE(again) << print_plan(what);
    ASSERT_EQ(again->size(), what.size()) << print_plan(what);
    ASSERT_EQ(print_plan(*again), print_plan(what));
    ASSERT_LE(what.size(), plan_limit);
  }
}

TEST(plan, changes_the_same_way_with_the_same_seed) {
  const auto changed = [] {
    random_source random(11);
    plan what;
    for (int i = 0; i < 50; ++i) {
      mutate(what, words, random);
    }
    return print_plan(what);
  };
  EXPECT_EQ(changed(), changed());
}

TEST(plan, begins_with_every_command) {
  const std::vector<plan> all = first_plans(words);
  for (const char* const keyword : {"RETR", "TOP", "UIDL", "CAPA", "AUTH", "APOP", "DELE", "RSET"}) {
    EXPECT_TRUE(std::ranges::any_of(all, [&](const plan& each) {
      return keyword_of(each.back()) == keyword;
    })) << keyword;
  }
}

TEST(plan, knows_what_is_one_command_to_any_server) {
  struct row {
    const char* step;
    bool is_one;
  };
  for (const row& each :
       {row{"C: STAT", true}, row{"C: PASS {secret password}", true}, row{"C! \"STAT\\r\\n\"", false},
        row{"C: NO\\rOP", false}, row{"C: NO\\0OP", false}}) {
    const auto made = read_plan(std::string("title: t\n\n") + each.step + "\n");
    ASSERT_TRUE(made && made->size() == 1) << each.step;
    EXPECT_EQ(is_one_command(made->front()), each.is_one) << each.step;
  }
}

TEST(minimise, leaves_what_is_needed) {
  std::vector<int> items{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  std::size_t questions = 200;
  minimise_list(items, questions, [](const std::vector<int>& fewer) {
    return std::ranges::count(fewer, 3) != 0 && std::ranges::count(fewer, 8) != 0;
  });
  EXPECT_EQ(items, (std::vector{3, 8}));
}

TEST(minimise, asks_no_more_than_it_may) {
  std::vector<int> items(64, 1);
  std::size_t questions = 5;
  std::size_t asked = 0;
  minimise_list(items, questions, [&](const std::vector<int>&) {
    ++asked;
    return false;
  });
  EXPECT_EQ(asked, 5U);
  EXPECT_EQ(items.size(), 64U);
}

}  // namespace
}  // namespace popquiz::fuzz_wire
