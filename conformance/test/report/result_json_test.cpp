#include <popquiz/conformance/reporter.hpp>
#include <popquiz/conformance/result_json.hpp>

#include "sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace popquiz::conformance {
namespace {

using testing::HasSubstr;

/// All that reports show of a result.
std::string shown(const run_result& r) {
  return report_text(r, colour::ansi) + report_json(r) + report_junit(r) + report_tap(r) + report_html(r);
}

void expect_round_trip(const run_result& r) {
  std::string why;
  const auto again = parse_result_json(report_json(r), why);
  ASSERT_TRUE(again) << why;
  EXPECT_EQ(shown(*again), shown(r));
}

TEST(result_json, gives_every_report_again) {
  expect_round_trip(sample_result());
}

TEST(result_json, gives_every_kind_of_tls_again) {
  run_result r = sample_result();
  r.profile.tls.begins = tls_beginning::at_once;
  r.profile.tls.capabilities.reset();
  r.profile.tls.certificate->days_left = -3;
  r.profile.tls.certificate->untrusted.clear();
  expect_round_trip(r);
  r.profile.tls = {};
  expect_round_trip(r);
  r.profile.tls.fault = "STLS is refused: -ERR no";
  expect_round_trip(r);
}

TEST(result_json, reads_a_profile_of_versions_that_looked_at_less) {
  run_result r = sample_result();
  r.profile.tls = {};
  r.profile.tls.begins = tls_beginning::at_once;
  r.profile.tls.cipher = "TLSv1.3 X";
  std::string text = report_json(r);
  const std::string_view begins = "    \"tls_begins\": \"at once\",\n";
  ASSERT_NE(text.find(begins), std::string::npos);
  text.erase(text.find(begins), begins.size());
  std::string why;
  const auto again = parse_result_json(text, why);
  ASSERT_TRUE(again) << why;
  EXPECT_EQ(report_json(*again), report_json(r));
}

TEST(result_json, gives_rounds_and_seed_again) {
  run_result r = sample_result();
  r.rounds = 3;
  r.seed = 18446744073709551615ULL;
  r.checks[0].rounds = {verdict::pass, verdict::pass, verdict::skip};
  r.checks[1].outcome = verdict::flaky;
  r.checks[1].rounds = {verdict::fail, verdict::pass, verdict::error};
  r.checks[3].expectation = "\"part\": ticket 14";
  expect_round_trip(r);
}

std::string octets(std::mt19937_64& random) {
  std::string text;
  for (std::size_t left = random() % 12; left != 0; --left) {
    text += static_cast<char>(random() % 4 == 0 ? random() : ' ' + random() % 95);
  }
  return text;
}

TEST(result_json, gives_whatever_octets_again) {
  std::mt19937_64 random(1939);
  for (int i = 0; i < 200; ++i) {
    run_result r = sample_result();
    r.profile.greeting = octets(random);
    r.profile.capabilities_before_login = {octets(random), octets(random)};
    for (check_result& c : r.checks) {
      c.title = octets(random);
      c.expectation = c.expected_failure ? octets(random) : "";
      if (c.outcome == verdict::fail || c.outcome == verdict::deviation) {
        c.expected = octets(random);
        c.came = octets(random);
      }
      for (script::transcript_line& line : c.transcript) {
        line.text = octets(random);
      }
    }
    expect_round_trip(r);
    ASSERT_FALSE(HasFailure());
  }
}

/// The sample with one piece of its JSON replaced.
std::string fault_of(std::string_view piece, std::string_view by) {
  std::string text = report_json(sample_result());
  const std::size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  text.replace(at, piece.size(), by);
  std::string why;
  EXPECT_FALSE(parse_result_json(text, why)) << piece;
  return why;
}

TEST(result_json, says_what_is_wrong_and_where) {
  const struct {
    const char* piece;
    const char* by;
    const char* why;
  } rows[] = {
      {"\"format\": 1", "\"format\": 2", "format: expected 1, the format that this version reads, found 2"},
      {"\"popquiz\": \"0.1.0\"", "\"popquiz\": 1", "popquiz: expected a string, found 1"},
      {"\"popquiz\":", "\"pop\":", "popquiz: expected a string, found nothing"},
      {"\"tls\": \"TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256\"", "\"tls\": null",
       "server.tls: expected a string, found null"},
      {"\"tls_begins\": \"STLS\"", "\"tls_begins\": \"late\"",
       "server.tls_begins: expected \"at once\" or \"STLS\", found \"late\""},
      {"\"days_left\": 7", "\"days_left\": 7.5",
       "server.certificate.days_left: expected a whole number, found 7.5E0"},
      {"\"TLS 1.2\"", "12", "server.tls_versions.taken[0]: expected a string, found 12"},
      {"\"apop\": true", "\"apop\": []", "server.apop: expected true or false, found an array"},
      {"\"messages\": 2", "\"messages\": -2",
       "server.messages: expected a whole number that is not negative, found -2"},
      {"\"messages\": 2", "\"messages\": 2.5",
       "server.messages: expected a whole number that is not negative, found 2.5E0"},
      {"\"UIDL\"", "7", "server.capabilities_before_login[1]: expected a string, found 7"},
      {"\"verdict\": \"fail\"", "\"verdict\": \"bad\"",
       "checks[1].verdict: expected pass, fail, deviation, skip, error or flaky, found \"bad\""},
      {"\"[first] C: DELE 1\"", "\"DELE 1\"",
       "checks[1].transcript: expected lines of C:, S: or -- (found \"DELE 1\"), found an array"},
      {"\"offending_line\": 1", "\"offending_line\": 3",
       "checks[1].offending_line: expected the index of a line of the transcript, found 3"},
      {"rfc1939/a/fails\"", "rfc1939/a/passes\"",
       "checks[1].id: expected an id that stands once, found \"rfc1939/a/passes\""},
      {"\"duration_us\": 1500000", "\"duration_us\": 9223372036854775808",
       "duration_us: expected microseconds, below 2^63, found 9223372036854775808"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(fault_of(row.piece, row.by), row.why);
  }
}

TEST(result_json, survives_any_octets) {
  std::mt19937_64 random(1939);
  const std::string original = report_json(sample_result());
  std::size_t read = 0;
  for (int i = 0; i < 300; ++i) {
    std::string text = original;
    for (std::size_t left = 1 + random() % 3; left != 0; --left) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    std::string why;
    const auto result = parse_result_json(text, why);
    EXPECT_EQ(result.has_value(), why.empty());
    read += result ? 1U : 0U;
  }
  EXPECT_GT(read, 0U);
}

TEST(result_json, ignores_members_it_does_not_know) {
  std::string text = report_json(sample_result());
  text.replace(text.find("\"format\""), 0, "\"of a later version\": {},\n");
  std::string why;
  EXPECT_TRUE(parse_result_json(text, why)) << why;
}

TEST(result_json, is_nothing_else) {
  const struct {
    std::string text;
    const char* why;
  } rows[] = {
      {"", "found what is no JSON"},
      {"ok 1 - x\n", "found what is no JSON"},
      {"{\"format\": 1", "found what is no JSON"},
      {"[]", "expected an object, found an array"},
      {"{}", "format: expected a whole number that is not negative, found nothing"},
      {std::string(100'000, '['), "found what is no JSON"},
      {std::string(result_json_limit + 1, ' '), "expected at most 67108864 octets"},
  };
  for (const auto& row : rows) {
    std::string why;
    EXPECT_FALSE(parse_result_json(row.text, why));
    EXPECT_THAT(why, HasSubstr(row.why));
  }
}

}  // namespace
}  // namespace popquiz::conformance
