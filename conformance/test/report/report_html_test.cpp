#include <popquiz/conformance/reporter.hpp>

#include "sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(std::string_view of, std::string_view in) {
  std::size_t count = 0;
  for (std::size_t at = in.find(of); at != std::string_view::npos; at = in.find(of, at + 1)) {
    ++count;
  }
  return count;
}

TEST(report_html, has_each_check_once_and_foldable) {
  const std::string page = report_html(sample_result());
  EXPECT_EQ(occurrences("<details class=\"check ", page), sample_result().checks.size());
  EXPECT_THAT(page, HasSubstr("<details class=\"check fail\" id=\"rfc1939/a/fails\" data-verdicts=\"fail\" "
                              "data-rfcs=\"RFC 1939\" data-level=\"stated\">"));
  EXPECT_THAT(page, HasSubstr("id=\"rfc1939/a/passes\" data-verdicts=\"pass\" data-rfcs=\"RFC 1939\" "
                              "data-level=\"stated\">"));
}

TEST(report_html, few_findings_are_unfolded) {
  run_result r = sample_result();
  EXPECT_THAT(report_html(r), Not(HasSubstr(" open>")));  // there are six
  r.checks.resize(4);
  EXPECT_EQ(occurrences(" open>", report_html(r)), 3U);
}

TEST(report_html, names_the_findings_first_the_worst_in_front) {
  const std::string page = report_html(sample_result());
  const std::string list = page.substr(page.find("<nav"), page.find("</nav>") - page.find("<nav"));
  EXPECT_EQ(occurrences("<li ", list), 6U);
  EXPECT_LT(list.find("#rfc1939/a/derived"), list.find("#rfc1939/a/errs"));
  EXPECT_LT(list.find("#rfc1939/a/known"), list.find("#rfc1939/a/deviates"));
  EXPECT_THAT(list, Not(HasSubstr("passes\"")));
}

TEST(report_html, needs_nothing_but_itself) {
  const std::string page = report_html(sample_result());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* const part :
       {"src=\"", "href=\"h", "href=\"/", "url(", "@import", "http://", "https://"}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
}

TEST(report_html, leaves_no_placeholder) {
  EXPECT_THAT(report_html(sample_result()), Not(HasSubstr("{{")));
}

TEST(report_html, marks_the_line_that_a_finding_is_about) {
  EXPECT_EQ(occurrences("<li class=\"server offending\">", report_html(sample_result())), 1U);
}

TEST(report_html, says_how_it_came_out) {
  const auto sentence = [](const run_result& r) {
    const std::string page = report_html(r);
    const std::size_t at = page.find("<p class=\"sentence");
    return page.substr(at, page.find('\n', at) - at);
  };
  run_result r = sample_result();
  EXPECT_EQ(sentence(r), "<p class=\"sentence fail\">2 checks failed</p>");
  std::erase_if(r.checks, is_unexpected_failure);
  EXPECT_EQ(sentence(r), "<p class=\"sentence error\">1 check came to no verdict</p>");
  std::erase_if(r.checks, [](const check_result& c) { return c.outcome == verdict::error; });
  EXPECT_EQ(sentence(r), "<p class=\"sentence fail\">1 known failure has passed</p>");
  r.checks.pop_back();
  EXPECT_EQ(sentence(r), "<p class=\"sentence deviation\">No check failed, 1 deviation</p>");
  r.checks.resize(1);
  EXPECT_EQ(sentence(r), "<p class=\"sentence pass\">No check failed</p>");
  r.checks.clear();
  EXPECT_EQ(sentence(r), "<p class=\"sentence skip\">No check ran</p>");
}

/// A result whose every text is these octets.
run_result filled_with(const std::string& octets) {
  run_result r = sample_result();
  r.version = r.started = octets;
  r.profile.name = r.profile.greeting = r.profile.tls.cipher = octets;
  r.profile.capabilities_before_login = r.profile.capabilities_after_login = {octets, octets + "2"};
  for (check_result& c : r.checks) {
    c.id += octets;
    c.title = c.level = c.expectation = c.expected = c.came = c.where = c.reason = octets;
    c.clauses = c.sessions = {octets};
    c.transcript = {{0, script::transcript_mark::server, octets, true}};
  }
  return r;
}

TEST(report_html, no_octets_become_markup_or_script) {
  // Two results of texts as harmless as can be have the markup that there should be.
  const auto tags = [](const run_result& r) { return occurrences("<", report_html(r)); };
  const std::size_t own = tags(filled_with("x"));
  const std::string rows[] = {
      "<script>alert(1)</script>",
      "</script><img src=x onerror=alert(1)>",
      "\" onclick=\"alert(1)",
      "' onclick='alert(1)",
      "&lt;script&gt;",
      "<!--",
      "-->",
      "]]>",
      "{{title}}",
      "\\\"}{",
      std::string("a\0b", 3),
      "\x80\xFF\xC0\xAF",
      "\xE2\x80\xA8",
      "\xE2\x80\xAE",
      "\xE2\x81\xA6",
      "\xEF\xBB\xBF",
      "\x1b]0;x\x07",
      "\r\n\t",
  };
  for (const std::string& octets : rows) {
    const std::string page = report_html(filled_with(octets));
    EXPECT_EQ(occurrences("<", page), own) << octets;
    EXPECT_THAT(page, Not(HasSubstr(" onclick=\""))) << octets;
    EXPECT_THAT(page, Not(HasSubstr(" onclick='"))) << octets;
    for (const char* const raw :
         {"\xE2\x80\xA8", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xEF\xBB\xBF", "\xFF", "\x1b"}) {
      EXPECT_THAT(page, Not(HasSubstr(raw))) << octets;
    }
    EXPECT_EQ(page.find('\0'), std::string::npos) << octets;
  }
}

}  // namespace
}  // namespace popquiz::conformance
