#include <popquiz/conformance/comparison.hpp>

#include "sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The sample, and a server of which one check failed otherwise, one was not run and one is its own.
std::vector<run_result> two_results() {
  std::vector<run_result> both{sample_result(), sample_result()};
  run_result& second = both.back();
  second.profile.name = "mail.example:110";
  second.profile.capabilities_after_login = {"TOP", "EXPIRE NEVER", "STLS"};
  second.checks[1].outcome = verdict::pass;
  second.checks[1].expected = second.checks[1].came = "";
  second.checks[2].id = "rfc1939/b/own";
  return both;
}

const std::vector<std::string> files{"a.json", "b.json"};

TEST(comparison, lays_checks_side_by_side) {
  const auto results = two_results();
  const comparison c(results, files);
  ASSERT_EQ(c.checks.size(), 9U);
  EXPECT_EQ(c.checks[1].any->id, "rfc1939/a/fails");
  EXPECT_TRUE(c.checks[1].differs);
  EXPECT_FALSE(c.checks[0].differs);
  EXPECT_EQ(c.checks[2].results[1], nullptr);
  EXPECT_FALSE(c.checks[2].differs);
  EXPECT_EQ(c.checks[8].any->id, "rfc1939/b/own");
  EXPECT_EQ(c.checks[8].results[0], nullptr);
  EXPECT_EQ(c.differing(), 1U);
}

TEST(comparison, lays_capabilities_side_by_side) {
  const auto results = two_results();
  const comparison c(results, files);
  const auto row = [&](std::string_view name) {
    const auto found = std::ranges::find(c.properties, name, &compared_property::name);
    return found == c.properties.end() ? compared_property() : *found;
  };
  EXPECT_THAT(row("offers TOP").values, ElementsAre("yes", "yes"));
  EXPECT_FALSE(row("offers TOP").differs);
  EXPECT_THAT(row("offers EXPIRE").values, ElementsAre("0, after the login", "NEVER, after the login"));
  EXPECT_TRUE(row("offers EXPIRE").differs);
  EXPECT_THAT(row("offers STLS").values, ElementsAre("", "yes, after the login"));
  EXPECT_THAT(row("offers UIDL").values, ElementsAre("yes", "yes, before the login and in TLS"));
}

TEST(comparison, lays_profiles_side_by_side) {
  auto results = two_results();
  results[0].profile.tls = {};
  results[0].profile.apop = false;
  results[1].profile.tls.certificate->untrusted.clear();
  const comparison c(results, files);
  std::vector<std::string> names;
  for (const compared_property& p : c.properties) {
    names.push_back(p.name);
  }
  EXPECT_THAT(
      names, testing::ElementsAreArray({"greeting", "apop", "tls", "tls versions", "certificate", "names",
                                        "valid until", "trusted", "maildrop", "answers CAPA", "offers EXPIRE",
                                        "offers SASL", "offers STLS", "offers TOP", "offers UIDL"}));
  EXPECT_THAT(c.properties[1].values,
              ElementsAre("no timestamp in the greeting", "the greeting has a timestamp"));
  EXPECT_THAT(c.properties[7].values, ElementsAre("", "yes"));
  EXPECT_TRUE(c.properties[7].differs);
}

TEST(comparison, tells_servers_of_one_name_apart_by_their_files) {
  const std::vector<run_result> twins{sample_result(), sample_result()};
  EXPECT_THAT(comparison(twins, files).names, ElementsAre("[::1]:1110 (a.json)", "[::1]:1110 (b.json)"));
  const auto results = two_results();
  EXPECT_THAT(comparison(results, files).names, ElementsAre("[::1]:1110", "mail.example:110"));
}

TEST(comparison_text, is_an_aligned_table) {
  const auto results = two_results();
  const std::string text = comparison_text(comparison(results, files));
  EXPECT_THAT(text, HasSubstr("\nB  mail.example:110\n"));
  EXPECT_THAT(text, HasSubstr("\n   * offers STLS: yes, after the login\n"));
  EXPECT_THAT(text, HasSubstr("check               A            B\n"
                              "rfc1939/a/passes    pass         pass\n"
                              "rfc1939/a/fails     fail         pass       *\n"
                              "rfc1939/a/deviates  deviation    -\n"));
  EXPECT_THAT(text, testing::EndsWith("\n9 checks, 1 differ (*)\n"));
}

TEST(comparison_json, has_a_result_a_server) {
  const auto results = two_results();
  const std::string text = comparison_json(comparison(results, files));
  EXPECT_THAT(text, HasSubstr("\"name\": \"mail.example:110\""));
  EXPECT_THAT(text, HasSubstr("\"results\": [\n        {\n          \"verdict\": \"deviation\""));
  EXPECT_THAT(text, HasSubstr("        null\n"));
}

TEST(comparison_html, has_a_row_a_check_and_says_where_servers_differ) {
  const auto results = two_results();
  const std::string page = comparison_html(comparison(results, files));
  EXPECT_THAT(page, HasSubstr("<tr id=\"rfc1939/a/fails\" data-verdicts=\"fail|pass\" data-rfcs=\"RFC 1939\" "
                              "data-level=\"stated\" data-differs>"));
  EXPECT_THAT(page, HasSubstr("1 of 9 checks differ"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(comparison_html, no_octets_become_markup) {
  auto results = two_results();
  results[1].profile.name = results[1].profile.greeting = "<script>\"'&";
  results[1].profile.capabilities_after_login = {"<b> <i>"};
  results[1].checks[3].came = "<script>";
  const std::string page = comparison_html(comparison(results, files));
  EXPECT_THAT(page, Not(HasSubstr("<script>\"")));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

}  // namespace
}  // namespace popquiz::conformance
