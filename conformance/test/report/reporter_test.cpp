#include <popquiz/conformance/reporter.hpp>

#include "check_text.hpp"
#include "sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(report_text, begins_with_what_the_server_says_of_itself) {
  EXPECT_THAT(report_text(sample_result(), colour::plain),
              StartsWith("popquiz 0.1.0: [::1]:1110\n"
                         "  greeting      ready \\x01 <1896.697170952@dbc.mtview.ca.us> & \"more\" \\xFF\n"
                         "  apop          the greeting has a timestamp\n"
                         "  tls           TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256, by STLS\n"
                         "  tls versions  TLS 1.2; not TLS 1.3, TLS 1.1, TLS 1.0\n"
                         "  certificate   CN=<&>, issued by CN=Quiz & Sons\n"
                         "  names         mail.example, ::1\n"
                         "  valid until   2026-01-09, 7 days left\n"
                         "  trusted       no: certificate refused: its issuer CN=Quiz & Sons is not trusted\n"
                         "  offers        TOP, UIDL\n"
                         "  offers in tls TOP, UIDL, SASL PLAIN <&>\n"
                         "  after login   TOP, UIDL, EXPIRE 0\n"
                         "  sasl          PLAIN <&>, in TLS\n"
                         "  expire        0, after the login\n"
                         "  maildrop      2 messages, 320 octets\n"));
}

TEST(report_text, has_a_line_a_check) {
  EXPECT_THAT(report_text(sample_result(), colour::plain),
              HasSubstr("\n\n"
                        "pass       rfc1939/a/passes\n"
                        "FAIL       rfc1939/a/fails\n"
                        "deviation  rfc1939/a/deviates\n"
                        "FAIL       rfc1939/a/derived\n"
                        "skip       rfc1939/a/skipped: needs 2 messages, the maildrop has 0\n"
                        "ERROR      rfc1939/a/errs: connection reset\n"
                        "expected   rfc1939/a/known: ticket 12\n"
                        "PASSES     own: a failure was expected: ticket 13\n"));
}

TEST(report_text, tells_of_a_failure_all_that_is_known) {
  EXPECT_THAT(
      report_text(sample_result(), colour::plain),
      HasSubstr("\nFAIL       rfc1939/a/fails: title of <rfc1939/a/fails>\n"
                "  violates      RFC 1939 \xC2\xA7"
                "5 DELE (stated)\n"
                "  rule          Any later reference to that message-number in a command is an error.\n"
                "  expected      -ERR\n"
                "  came          +OK <&>\\x1B[31m\n"
                "  at            rfc1939/a/fails.pop3:10\n"
                "    [first] C: DELE 1\n"
                "  > [second] S: +OK ]]>\\xFE\n"
                "    [second] -- connection closed by the server\n"));
}

TEST(report_text, does_not_call_a_derived_rule_violated) {
  EXPECT_THAT(report_text(sample_result(), colour::plain),
              HasSubstr("\nFAIL       rfc1939/a/derived: title of <rfc1939/a/derived>\n"
                        "  derived from  RFC 1939 \xC2\xA7"
                        "5 DELE\n"));
}

TEST(report_text, puts_robustness_behind_the_rest_and_calls_it_no_violation) {
  run_result r = sample_result();
  check_result& first = r.checks.front();
  first.outcome = verdict::fail;
  first.level = "robustness";
  first.harm = "the server dies";
  first.requirements.clear();
  first.clauses.clear();
  first.expected = "+OK";
  first.came = "nothing";
  EXPECT_THAT(report_text(r, colour::plain),
              HasSubstr("\nrobustness:\n"
                        "\nFAIL       rfc1939/a/passes: title of <rfc1939/a/passes>\n"
                        "  harm          the server dies\n"
                        "  expected      +OK\n"
                        "  came          nothing\n"
                        "\n8 checks: "));
}

TEST(report_text, ends_with_the_totals) {
  EXPECT_THAT(report_text(sample_result(), colour::plain),
              EndsWith("\n\n8 checks: 2 passed, 3 failed, 1 deviation, 1 skipped, 1 error; 1 expected; "
                       "1 passed unexpectedly (1.500 s)\n"));
}

TEST(report_text, has_colour_only_when_asked) {
  EXPECT_THAT(report_text(sample_result(), colour::plain), Not(HasSubstr("\x1b")));
  EXPECT_THAT(report_text(sample_result(), colour::ansi), HasSubstr("\x1b[31mFAIL     \x1b[0m"));
}

TEST(report_json, is_the_model) {
  const std::string json = report_json(sample_result());
  EXPECT_THAT(json, StartsWith("{\n  \"format\": 1,\n  \"popquiz\": \"0.1.0\",\n"));
  EXPECT_THAT(json, HasSubstr("\"exit_code\": 1,"));
  EXPECT_THAT(json, HasSubstr("\"verdict\": \"deviation\""));
  EXPECT_THAT(json, HasSubstr("\"expected_failure\": \"ticket 12\""));
  EXPECT_THAT(json, HasSubstr("\"came\": \"+OK <&>\\\\x1B[31m\""));
  EXPECT_THAT(json, HasSubstr("\"[second] S: +OK ]]>\\\\xFE\""));
}

TEST(report_junit, has_one_testcase_a_check) {
  const std::string xml = report_junit(sample_result());
  std::size_t cases = 0;
  for (std::size_t at = xml.find("<testcase "); at != std::string::npos;
       at = xml.find("<testcase ", at + 1)) {
    ++cases;
  }
  EXPECT_EQ(cases, sample_result().checks.size());
  EXPECT_THAT(
      xml, HasSubstr("<testsuite name=\"[::1]:1110\" tests=\"8\" failures=\"3\" errors=\"1\" skipped=\"2\" "
                     "time=\"1.500\" timestamp=\"2026-01-02T03:04:05Z\">"));
}

TEST(report_junit, says_why_and_escapes_it) {
  const std::string xml = report_junit(sample_result());
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"rfc1939/a\" name=\"passes\" time=\"0.001\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure type=\"fail\" message=\"violates RFC 1939 \xC2\xA7"
                             "5 DELE (stated): expected "
                             "-ERR, came +OK &lt;&amp;&gt;\\x1B[31m\">at rfc1939/a/fails.pop3:10\n"
                             "[first] C: DELE 1\n"
                             "[second] S: +OK ]]&gt;\\xFE\n"));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"expected failure: ticket 12\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure type=\"unexpected pass\" "));
  EXPECT_THAT(xml, HasSubstr("<error type=\"error\" message=\"connection reset\">"));
  EXPECT_THAT(xml, HasSubstr("not as derived from RFC 1939"));
}

std::string tap_line_of(std::string_view id) {
  const std::string tap = report_tap(sample_result());
  const std::size_t at = tap.find(id);
  const std::size_t begin = tap.rfind('\n', at) + 1;
  return tap.substr(begin, tap.find('\n', at) - begin);
}

TEST(report_tap, has_a_version_and_a_plan) {
  EXPECT_THAT(report_tap(sample_result()), StartsWith("TAP version 14\n# popquiz 0.1.0: [::1]:1110\n"));
  EXPECT_THAT(report_tap(sample_result()), HasSubstr("\n1..8\n"));
}

TEST(report_tap, a_line_says_what_counts_as_failed) {
  const struct {
    const char* id;
    const char* line;
  } rows[] = {
      {"rfc1939/a/passes", "ok 1 - rfc1939/a/passes"},
      {"rfc1939/a/fails", "not ok 2 - rfc1939/a/fails"},
      {"rfc1939/a/deviates",
       "not ok 3 - rfc1939/a/deviates # TODO a deviation, which the verdict policy forgives"},
      {"rfc1939/a/skipped", "ok 5 - rfc1939/a/skipped # SKIP needs 2 messages, the maildrop has 0"},
      {"rfc1939/a/errs", "not ok 6 - rfc1939/a/errs"},
      {"rfc1939/a/known", "not ok 7 - rfc1939/a/known # TODO known failure: ticket 12"},
      {"- own", "not ok 8 - own"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(tap_line_of(row.id), row.line);
  }
}

TEST(report_tap, what_begins_a_directive_is_escaped_in_a_line) {
  run_result r = sample_result();
  r.checks[0].outcome = verdict::skip;
  r.checks[0].reason = "a # b \\ c\n";
  EXPECT_THAT(report_tap(r), HasSubstr("# SKIP a \\# b \\\\ c\\\\x0A\n"));
}

TEST(report_tap, a_block_tells_of_a_failure_all_that_is_known) {
  EXPECT_THAT(report_tap(sample_result()), HasSubstr("  severity: \"fail\"\n"
                                                     "  level: \"stated\"\n"
                                                     "  clause:\n"
                                                     "    - \"RFC 1939 \xC2\xA7"
                                                     "5 DELE\"\n"
                                                     "  rule:\n"));
  EXPECT_THAT(report_tap(sample_result()), HasSubstr("  expected: \"-ERR\"\n"
                                                     "  came: \"+OK <&>\\\\x1B[31m\"\n"
                                                     "  at: \"rfc1939/a/fails.pop3:10\"\n"
                                                     "  transcript:\n"
                                                     "    - \"[first] C: DELE 1\"\n"));
}

TEST(list, has_id_level_and_title) {
  suite s;
  s.checks.push_back(check_of("login\n", "needs: TOP\nchanges: messages\n"));
  EXPECT_EQ(list_text(s), "test/one  stated      a test\n");
  EXPECT_EQ(list_json(s),
            "[\n  {\n    \"id\": \"test/one\",\n    \"level\": \"stated\",\n    \"title\": \"a test\",\n"
            "    \"requirements\": [\n      \"R1939-5-40\"\n    ],\n    \"policies\": [],\n"
            "    \"needs\": [\n      \"TOP\"\n    ],\n    \"changes\": true,\n    \"slow\": false\n  }\n]\n");
}

}  // namespace
}  // namespace popquiz::conformance
