#include "client/judge.hpp"
#include "check_text.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace popquiz::conformance {
namespace {

/// A client that has fetched both messages of a maildrop, and done nothing wrong.
client_observations good() {
  client_observations seen;
  seen.end_text = "exit status 0";
  seen.connected = true;
  seen.connections = 1;
  seen.said.authenticates = true;
  seen.said.commands = {"USER quiz", "PASS {secret password}", "RETR 1", "RETR 2", "QUIT"};
  seen.mail.fates = {{1, 0, 0, 0, 20}, {1, 0, 0, 0, 20}};
  seen.mail.all = {"A: 1\r\n\r\none\r\n", "B: 2\n\ntwo"};
  seen.duration = std::chrono::milliseconds(900);
  seen.resident = 10UL * 1024 * 1024;
  seen.disk = 4096;
  seen.scratch = "/no/such/folder";
  return seen;
}

using change = std::function<void(client_observations&)>;

/// How a fact stands, of a client that is good but for a change.
struct fact_row {
  const char* name;
  const char* facts;
  bool holds = true;
  change with = [](client_observations&) {};
};
class facts : public testing::TestWithParam<fact_row> {};

script::script scenario(const std::string& rules, const std::string& header = "") {
  return script_of("title: t\nsubject: client\n" + header + "\njudge\n" + rules);
}

TEST_P(facts, hold) {
  client_observations seen = good();
  GetParam().with(seen);
  const auto parsed = scenario(std::string("  correct when ") + GetParam().facts + "\n");
  const auto& block = std::get<script::judge_step>(parsed.steps.at(0).what);
  for (const script::fact& each : std::get<script::rule_step>(block.body.at(0).what).facts) {
    EXPECT_EQ(holds(each, seen), std::optional(GetParam().holds)) << script::describe(each);
  }
}

const change first_is_missing = [](client_observations& seen) { seen.mail.fates[0] = {}; };
const change first_is_cut = [](client_observations& seen) { seen.mail.fates[0] = {0, 1, 0, 10, 20}; };
const change first_is_other = [](client_observations& seen) { seen.mail.fates[0] = {0, 0, 1, 10, 20}; };
const change first_comes_twice = [](client_observations& seen) { seen.mail.fates[0].exact = 2; };
const change stranger = [](client_observations& seen) { seen.mail.strangers = 1; };
const change nothing_came = [](client_observations& seen) { seen.mail.fates = {{}, {}}; };
const change first_is_deleted = [](client_observations& seen) { seen.deleted = {1}; };
change ended(client_end how) {
  return [how](client_observations& seen) { seen.end = how; };
}

INSTANTIATE_TEST_SUITE_P(
    rows, facts,
    testing::Values(
        fact_row{"all", "delivered all exactly, delivered 1 2 exactly, deleted nothing, reported success"},
        fact_row{"not_one_only", "delivered 1 exactly, delivered without 1, delivered nothing", false},
        fact_row{"none_altered", "delivered 1 truncated, delivered 1 altered, delivered all twice", false},
        fact_row{"no_such_message", "delivered 1 2 3 exactly, delivered 3 altered", false},
        fact_row{"without_one", "delivered without 1, delivered 2 exactly", true, first_is_missing},
        fact_row{"without_one_is_not_all", "delivered all exactly", false, first_is_missing},
        fact_row{"cut", "delivered 1 truncated", true, first_is_cut},
        fact_row{"cut_is_not_exact", "delivered all exactly, delivered without 1, delivered 2 exactly", false,
                 first_is_cut},
        fact_row{"cut_is_not_all_cut", "delivered all truncated", false, first_is_cut},
        fact_row{"other", "delivered 1 altered", true, first_is_other},
        fact_row{"other_is_something", "delivered without 1", false, first_is_other},
        fact_row{"twice", "delivered 1 twice", true, first_comes_twice},
        fact_row{"twice_is_not_exactly", "delivered all exactly", false, first_comes_twice},
        fact_row{"stranger_is_something", "delivered all exactly, delivered nothing", false, stranger},
        fact_row{"nothing", "delivered nothing, delivered without all", true, nothing_came},
        fact_row{"deleted", "deleted 1", true, first_is_deleted},
        fact_row{"deleted_others", "deleted 2, deleted all, deleted 1 2, deleted nothing", false,
                 first_is_deleted},
        fact_row{"line", "delivered a line \"one\", delivered a line \"t{any}\", delivered no line \"on\""},
        fact_row{"no_line", "delivered no line \"two\", delivered a line \"o\"", false},
        fact_row{"error", "reported error", true, ended(client_end::error)},
        fact_row{"no_success", "reported success", false, ended(client_end::error)},
        fact_row{"crash_is_neither", "reported success, reported error", false, ended(client_end::crashed)},
        fact_row{"crash", "crashed", true, ended(client_end::crashed)},
        fact_row{"hung", "hung", true, ended(client_end::hung)},
        fact_row{"hung_is_not_in_time", "ended within 60m", false, ended(client_end::hung)},
        fact_row{"in_time", "ended within 900ms"}, fact_row{"late", "ended within 899ms", false},
        fact_row{"said",
                 "said \"QUIT\", said \"RETR {number}\", never said \"DELE {any}\", "
                 "said \"PASS \\{secret password}\""},
        fact_row{"not_said", "said \"QUI\", never said \"QUIT\"", false},
        fact_row{"connected", "never connected, aborted before authentication, secret in clear", false},
        fact_row{"never_connected", "never connected", true,
                 [](client_observations& seen) { seen.connected = false; }},
        fact_row{"gave_up", "aborted before authentication", true,
                 [](client_observations& seen) { seen.said.authenticates = false; }},
        fact_row{"invalid", "said an invalid command", true,
                 [](client_observations& seen) { seen.said.invalid = "RETR x"; }},
        fact_row{"out_of_step", "replies out of step", true,
                 [](client_observations& seen) { seen.said.out_of_step = "PASS"; }},
        fact_row{"in_clear", "secret in clear", true,
                 [](client_observations& seen) { seen.said.in_clear = "PASS"; }},
        fact_row{"file", "file \"{=scratch}/..\" exists", true,
                 [](client_observations& seen) { seen.scratch = "/tmp"; }},
        fact_row{"no_file", "file \"{=scratch}/x\" exists", false},
        fact_row{"memory", "memory < 11 MiB, memory > 9 MiB"},
        fact_row{"other_memory", "memory > 10 MiB, memory < 10 MiB", false},
        fact_row{"disk", "disk < 5 KiB, disk > 3 KiB"},
        fact_row{"counts", "commands > 4, connections > 1", true,
                 [](client_observations& seen) { seen.connections = 2; }},
        fact_row{"no_such_counts", "commands > 5, connections > 1", false}),
    [](const testing::TestParamInfo<fact_row>& row) { return row.param.name; });

/// What comes of rules.
struct verdict_row {
  const char* name;
  const char* rules;
  verdict outcome;
  const char* expected = "";  ///< of what is not passed
  std::uint32_t line = 5;
  change with = [](client_observations&) {};
  const char* header = "";
};
class verdicts : public testing::TestWithParam<verdict_row> {};

TEST_P(verdicts, come_of_rules) {
  client_observations seen = good();
  GetParam().with(seen);
  const judged found = judge(scenario(GetParam().rules, GetParam().header), seen);
  EXPECT_EQ(found.outcome, GetParam().outcome) << found.came;
  if (found.outcome != verdict::pass) {
    EXPECT_EQ(found.expected, GetParam().expected);
  }
  EXPECT_EQ(found.line, GetParam().line);
}

const change lost = [](client_observations& seen) {
  seen.mail.fates[0] = {};
  seen.deleted = {1, 2};
};
const change in_clear = [](client_observations& seen) { seen.said.in_clear = "PASS {secret password}"; };
const change no_meaning = [](client_observations& seen) { seen.status_has_meaning = false; };
const change not_measured = [](client_observations& seen) { seen.resident.reset(); };

INSTANTIATE_TEST_SUITE_P(
    rows, verdicts,
    testing::Values(
        verdict_row{"correct", "  correct when deleted nothing\n", verdict::pass},
        verdict_row{"tolerant", "  correct when deleted 1\n  tolerant when deleted nothing\n", verdict::pass,
                    "", 6},
        verdict_row{"informational", "  correct when deleted 1\n  informational when deleted nothing\n",
                    verdict::deviation, "deleted 1; or deleted nothing", 6},
        verdict_row{"correct_before_informational",
                    "  informational when deleted nothing\n  correct when reported success\n", verdict::pass,
                    "", 6},
        verdict_row{"wrong_before_correct", "  correct when deleted nothing\n  wrong when reported success\n",
                    verdict::fail, "deleted nothing", 6},
        verdict_row{"no_rule_holds", "  correct when deleted 1, reported error\n  tolerant when deleted 2\n",
                    verdict::fail, "deleted 1, reported error; or deleted 2", 4},
        verdict_row{"crash", "  correct when deleted nothing\n", verdict::fail, "no crash", 4,
                    ended(client_end::crashed)},
        verdict_row{"crash_that_is_named", "  tolerant when crashed\n", verdict::pass, "", 5,
                    ended(client_end::crashed)},
        verdict_row{"crash_named_by_what_does_not_hold",
                    "  correct when deleted nothing\n  tolerant when crashed, deleted 1\n", verdict::fail,
                    "no crash", 4, ended(client_end::crashed)},
        verdict_row{"hang", "  correct when deleted nothing\n", verdict::fail,
                    "an end within the time allowed", 4, ended(client_end::hung)},
        verdict_row{"hang_that_is_named", "  informational when hung, deleted nothing\n", verdict::deviation,
                    "hung, deleted nothing", 5, ended(client_end::hung)},
        verdict_row{"beyond_limits", "  correct when deleted nothing\n", verdict::fail,
                    "an end within the limits", 4, ended(client_end::over_limits)},
        verdict_row{"beyond_limits_named", "  tolerant when disk > 1 KiB\n", verdict::pass, "", 5,
                    ended(client_end::over_limits)},
        verdict_row{"truncated_and_success", "  correct when deleted nothing\n", verdict::fail,
                    "no message truncated and success reported", 4, first_is_cut},
        verdict_row{"truncated_and_success_named", "  tolerant when delivered 1 truncated\n", verdict::pass,
                    "", 5, first_is_cut},
        verdict_row{"altered_and_success", "  correct when deleted nothing\n", verdict::fail,
                    "no message altered and success reported", 4, first_is_other},
        verdict_row{"lost", "  correct when reported success\n", verdict::fail,
                    "no message deleted that was not delivered as it is", 4, lost},
        verdict_row{"lost_and_named", "  tolerant when deleted all\n", verdict::pass, "", 5, lost},
        verdict_row{"deleted_what_it_has", "  correct when reported success\n", verdict::pass, "", 5,
                    first_is_deleted},
        verdict_row{"in_clear_where_that_is_asked", "  correct when reported success\n", verdict::pass, "", 5,
                    in_clear},
        verdict_row{"in_clear_with_stls", "  correct when reported success\n", verdict::fail,
                    "no secret in clear", 5, in_clear, "connects: STLS\n"},
        verdict_row{"invalid_command", "  correct when reported success\n", verdict::fail,
                    "only commands that the command grammar has", 4,
                    [](client_observations& seen) { seen.said.invalid = "x"; }},
        verdict_row{"out_of_step", "  correct when reported success\n", verdict::fail,
                    "only commands that are legal behind the replies that came", 4,
                    [](client_observations& seen) { seen.said.out_of_step = "x"; }},
        verdict_row{"never_connected", "  correct when reported success\n", verdict::fail, "a connection", 4,
                    [](client_observations& seen) { seen.connected = false; }},
        verdict_row{"status_without_meaning_is_not_wrong",
                    "  correct when deleted nothing, reported error\n  wrong when reported success\n",
                    verdict::pass, "", 5, no_meaning},
        verdict_row{"memory_that_is_not_known",
                    "  correct when memory < 1 KiB\n  wrong when memory > 1 KiB\n", verdict::pass, "", 5,
                    not_measured}),
    [](const testing::TestParamInfo<verdict_row>& row) { return row.param.name; });

TEST(judge, tells_what_was_seen) {
  client_observations seen = good();
  first_is_cut(seen);
  seen.deleted = {1, 2};
  seen.said.in_clear = "PASS {secret password}";
  EXPECT_EQ(
      describe(seen, script::connect_kind::stls),
      "delivered message 1 truncated (10 of 20 octets), message 2 exactly; deleted 1 2; reported success "
      "(exit status 0); secret in clear: PASS {secret password}");
}

}  // namespace
}  // namespace popquiz::conformance
