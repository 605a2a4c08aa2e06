#include "scenario.hpp"

#include "block_truth.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace popquiz::fuzz_wire {
namespace {

const std::string header = "title: t\nsubject: client\n\n";

TEST(scenario, brings_to_an_end_what_a_client_would_wait_for) {
  struct row {
    const char* block;
    bool is_ended;  // by the fuzzer
  };
  const std::vector<row> rows{
      {"on STAT\n  S: +OK 1 1\n", false},
      {"on STAT\n  answer\n", false},
      {"on STAT\n  silence\n", true},
      {"on STAT\n  S! \"\\r\\n\"\n", true},
      {"on STAT\n  S: OK\n", true},
      {"on AUTH\n  S: + \n", false},
      {"on STAT\n  S! \"+OK\"\n", true},
      {"on STAT\n  S! \"+OK\"\n  close\n", false},
      {"on LIST bare\n  S: +OK\n", true},
      {"on LIST bare\n  S: -ERR\n", false},
      {"on LIST bare\n  S: +OK\n  S| 1 1\n  S.\n", false},
      {"on LIST bare\n  S! \"+OK\\r\\n.\\r\\n\"\n", false},
      {"on RETR 1\n  S: +OK\n  S@ message 1\n", false},
      {"on RETR 1\n  S: +OK\n  S@ message 1 first 60%\n", true},
      {"on RETR 1\n  S: +OK\n  S@ message 1 first 60%\n  reset\n", false},
      {"on QUIT\n  S: +OK\n", true},
      {"on connect\n  S: +OK\n", false},
      {"on STAT\n  repeat until closed\n    S! \"A\"\n", true},
      {"on CAPA\n  cut every 1\n    S: +OK\n    S| TOP\n    S.\n", false},
  };
  for (const row& each : rows) {
    const script::parse_outcome before = script::parse_script(header + each.block, "t");
    ASSERT_TRUE(before.value) << before.error.text();
    const auto made = scenario_of(*before.value);
    ASSERT_TRUE(made) << each.block;
    const auto& block = std::get<script::on_step>(made->blocks.front().what);
    const auto& first = std::get<script::on_step>(before.value->steps.front().what);
    EXPECT_EQ(block.body.size() > first.body.size(), each.is_ended) << each.block;
  }
}

TEST(scenario, knows_where_a_server_lies_about_a_message) {
  struct row {
    const char* block;
    bool lies;
    bool says_more;
  };
  const std::vector<row> rows{
      {"on RETR 1\n  S: +OK\n  S@ message 1\n", false, false},
      {"on RETR 1\n  S: +OK\n  S@ message 1 first 60%\n  close\n", false, false},
      {"on RETR 1\n  S: +OK\n  S@ message 1 first 60%\n  S! \"\\r\\n.\\r\\n\"\n", true, false},
      {"on RETR 1\n  S: +OK\n  S| another\n  S.\n", true, false},
      {"on RETR 1\n  S: +OK\n  S@ message 1 unstuffed\n", true, false},
      {"on RETR 1\n  S: +OK\n  S@ message 1\n  S: +OK\n", true, true},
      {"on RETR 2\n  S: +OK\n  S@ message 1\n", true, false},
      {"on RETR\n  S: +OK\n  S@ message 1\n", true, false},
      {"on RETR\n  S: +OK\n  S@ message 1 first 60%\n  close\n", true, false},
      {"on RETR {number n}\n  S: +OK\n  S@ message {=n}\n", false, false},
      {"on TOP 1 0\n  S: +OK\n  S@ message 1\n", false, false},
      {"on RETR 1\n  S: -ERR no\n", false, false},
      {"on RETR 1\n  S: +OK\n  close\n", false, false},
      {"on RETR 1\n  S! \"+OK\\n\"\n  close\n", false, false},
      {"on RETR 1\n  S: +OK\n  S.\n", true, false},
      {"on RETR 1\n  S: +OK\n  answer\n  close\n", true, false},
      {"on RETR 1\n  S: +OK\n  S: +OK more\n  S@ message 1\n", true, false},
      {"on RETR 1\n  S: +OK\n  S@ message 1 first 60%\n  S.\n", true, false},
      {"on CAPA\n  S.\n  S: +OK\n", false, true},
      {"on STAT\n  S: hello\n  close\n", false, false},
      {"on STAT\n  S: +OK 1 1\n  S: +OK\n", false, true},
      {"on STAT\n  answer\n  S: +OK\n", false, true},
      {"on LIST bare\n  S: +OK\n  S| x\n  S.\n", false, false},
  };
  for (const row& each : rows) {
    const script::parse_outcome parsed = script::parse_script(header + each.block, "t");
    ASSERT_TRUE(parsed.value) << parsed.error.text();
    const block_truth truth = truth_of(std::get<script::on_step>(parsed.value->steps.front().what));
    EXPECT_EQ(truth.lies_in_body, each.lies) << each.block;
    EXPECT_EQ(truth.says_more, each.says_more) << each.block;
  }
}

TEST(scenario, says_soon_what_it_says) {
  struct row {
    const char* block;
    const char* becomes;  // has this in it
  };
  const std::vector<row> rows{
      {"on STAT\n  cut every 17\n    S: +OK 1 1\n", "cut every 17\n"},
      {"on STAT\n  cut every 17\n    S! \"+OK \"\n    repeat until closed or 1 MiB\n      S! \"xx\"\n",
       "cut every 2097\n"},
      {"on STAT\n  repeat 2000 times\n    S: +OK\n    wait 100ms\n", "repeat 2000 times\n    S: +OK\n"},
      {"on STAT\n  repeat 2000 times\n    repeat 2000 times\n      S: +OK 1 1\n", "repeat 117 times\n"},
  };
  for (const row& each : rows) {
    const auto made = read_scenario(header + each.block);
    ASSERT_TRUE(made) << each.block;
    const std::string text = print_scenario(*made);
    EXPECT_NE(text.find(each.becomes), std::string::npos) << text;
    EXPECT_EQ(text.find("wait"), std::string::npos) << text;
  }
  const auto made = read_scenario(
      "title: t\nsubject: client\nsegments: 1\n\non STAT\n  repeat until closed or 1 MiB\n    S: +OK\n");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->segment_octets, 2097U);
}

TEST(scenario, becomes_a_script_with_a_judgement) {
  const auto made = read_scenario(header + "on RETR 1\n  S: +OK\n  S| another\n  S.\n");
  ASSERT_TRUE(made);
  const std::string text = script::print_script(script_of(*made, "client/x", "t"));
  const script::parse_outcome parsed = script::parse_script(text, "x");
  ASSERT_TRUE(parsed.value) << parsed.error.text() << text;
  EXPECT_NE(text.find("on idle 2s\n  close\n"), std::string::npos) << text;
  EXPECT_NE(text.find("tolerant when ended within"), std::string::npos) << text;
  EXPECT_NE(text.find("tolerant when delivered 1 altered"), std::string::npos) << text;
}

TEST(scenario, takes_the_client_suite_and_reads_back_whatever_it_becomes) {
  std::string why;
  const auto suite = conformance::builtin_scenarios(why);
  ASSERT_TRUE(suite) << why;
  script::block pool;
  std::vector<scenario> all;
  for (const conformance::check& each : suite->checks) {
    if (auto made = scenario_of(each.dialogue)) {
      pool.insert(pool.end(), made->blocks.begin(), made->blocks.end());
      all.push_back(std::move(*made));
    }
  }
  ASSERT_GT(all.size(), 100U);
  random_source random(5);
  std::size_t read_back = 0;
  constexpr std::size_t rounds = 1000;
  for (std::size_t i = 0; i < rounds; ++i) {
    scenario what = random.one_of(all);
    mutate(what, pool, random);
    const std::string text = print_scenario(what);
    const auto again = read_scenario(text);
    read_back += again && print_scenario(*again) == text ? 1U : 0U;
  }
  EXPECT_GT(read_back, rounds * 9 / 10);
}

}  // namespace
}  // namespace popquiz::fuzz_wire
