#include <popquiz/conformance/reporter.hpp>

#include "report/markup_text.hpp"
#include "report/profile_rows.hpp"
#include "report/report_parts.hpp"

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

std::string conversation(const check_result& c) {
  std::string out;
  if (!c.where.empty()) {
    out += markup_text("at " + c.where) + "\n";
  }
  for (const script::transcript_line& line : c.transcript) {
    out += markup_text(transcript_text(c, line)) + "\n";
  }
  return out;
}

bool is_failure_of_server(const check_result& c) {
  return c.outcome == verdict::fail || c.outcome == verdict::flaky;
}

/// A failure as far as JUnit goes; a deviation does not fail the run, so it is none.
bool is_failure(const check_result& c) {
  return is_unexpected_failure(c) || (c.outcome == verdict::pass && c.expected_failure);
}

bool is_skipped(const check_result& c) {
  return c.outcome == verdict::skip || (is_failure_of_server(c) && c.expected_failure);
}

std::string outcome_element(const check_result& c) {
  switch (c.outcome) {
    case verdict::pass:
      return c.expected_failure ? fmt::format(
                                      "      <failure type=\"unexpected pass\" message=\"passes, though a "
                                      "failure was expected: {}\"/>\n",
                                      markup_text(c.expectation))
                                : std::string();
    case verdict::fail:
    case verdict::flaky:
      return c.expected_failure ? fmt::format("      <skipped message=\"expected failure: {}\"/>\n",
                                              markup_text(c.expectation))
                                : fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                                              describe(c.outcome), markup_text(finding(c)), conversation(c));
    case verdict::deviation:
      return fmt::format("      <system-out>deviation: {}\n{}</system-out>\n", markup_text(finding(c)),
                         conversation(c));
    case verdict::skip:
      return fmt::format("      <skipped message=\"{}\"/>\n", markup_text(c.reason));
    case verdict::error:
      break;
  }
  return fmt::format("      <error type=\"error\" message=\"{}\">{}</error>\n", markup_text(c.reason),
                     conversation(c));
}

std::string testcase(const check_result& c) {
  const std::size_t slash = c.id.rfind('/');
  const std::string folder = slash == std::string::npos ? "popquiz" : c.id.substr(0, slash);
  const std::string name = slash == std::string::npos ? c.id : c.id.substr(slash + 1);
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
                                       markup_text(folder), markup_text(name), seconds(c.duration));
  const std::string body = outcome_element(c);
  return body.empty() ? head + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", head, body);
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, markup_text(value));
}

std::string properties(const run_result& r) {
  std::string all = property("popquiz", r.version);
  for (const profile_row& each : profile_rows(r)) {
    all += property(each.name, each.text());
  }
  return all;
}

}  // namespace

std::string report_junit(const run_result& r) {
  std::size_t failures = 0;
  std::size_t skips = 0;
  std::string cases;
  for (const check_result& c : r.checks) {
    failures += is_failure(c) ? 1U : 0U;
    skips += is_skipped(c) ? 1U : 0U;
    cases += testcase(c);
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\"", r.checks.size(),
                  failures, r.count().error, skips, seconds(r.duration));
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"popquiz\" {0}>\n"
      "  <testsuite name=\"{1}\" {0} timestamp=\"{2}\">\n"
      "    <properties>\n{3}    </properties>\n"
      "{4}"
      "  </testsuite>\n"
      "</testsuites>\n",
      counts, markup_text(r.subject_name()), markup_text(r.started), properties(r), cases);
}

}  // namespace popquiz::conformance
