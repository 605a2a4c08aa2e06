#include <popquiz/conformance/reporter.hpp>

#include "report/printable_utf8.hpp"
#include "report/profile_rows.hpp"
#include "report/report_parts.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace popquiz::conformance {
namespace {

/// A word of a test line: what begins a directive there, or escapes, is escaped (TAP 14).
std::string word(std::string_view text) {
  std::string out;
  for (const char octet : printable_utf8(text)) {
    if (octet == '#' || octet == '\\') {
      out += '\\';
    }
    out += octet;
  }
  return out;
}

/// A YAML scalar between double quotes, which JSON's strings are, too.
std::string scalar(std::string_view text) {
  return boost::json::serialize(boost::json::string(printable_utf8(text)));
}

std::string entry(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("  {}: {}\n", key, scalar(value));
}

std::string list(std::string_view key, const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& each : values) {
    out += fmt::format("    - {}\n", scalar(each));
  }
  return out.empty() ? out : fmt::format("  {}:\n{}", key, out);
}

bool is_unexpected_pass(const check_result& c) {
  return c.outcome == verdict::pass && c.expected_failure;
}

/// What stands behind the id: why a line that is "not ok" fails nothing, or what was not run.
std::string directive(const check_result& c) {
  if (c.outcome == verdict::skip) {
    return " # SKIP " + word(c.reason);
  }
  if (c.expected_failure && c.outcome != verdict::pass && c.outcome != verdict::error) {
    return " # TODO known failure: " + word(c.expectation);
  }
  return c.outcome == verdict::deviation ? " # TODO a deviation, which the verdict policy forgives" : "";
}

std::string diagnosis(const check_result& c) {
  std::string out = "  ---\n" + entry("title", c.title);
  if (is_unexpected_pass(c)) {
    out += entry("message", "passes, though a failure was expected: " + c.expectation);
  } else {
    out += entry("message", c.outcome == verdict::error ? c.reason : finding(c));
  }
  out += entry("severity", describe(c.outcome));
  out += entry("level", c.level);
  out += list("clause", c.clauses);
  out += list("rule", rules_of(c));
  out += entry("harm", c.harm);
  out += entry("expected", c.expected);
  out += entry("came", c.came);
  out += entry("at", c.where);
  std::vector<std::string> talk;
  talk.reserve(c.transcript.size());
  for (const script::transcript_line& line : c.transcript) {
    talk.push_back(transcript_text(c, line));
  }
  return out + list("transcript", talk) + "  ...\n";
}

std::string test_line(const check_result& c, std::size_t number) {
  const bool ok = c.outcome == verdict::skip || (c.outcome == verdict::pass && !c.expected_failure);
  return fmt::format("{} {} - {}{}\n{}", ok ? "ok" : "not ok", number, word(c.id), directive(c),
                     ok ? std::string() : diagnosis(c));
}

}  // namespace

std::string report_tap(const run_result& r) {
  std::string out = fmt::format("TAP version 14\n# popquiz {}: {}\n", printable_utf8(r.version),
                                printable_utf8(r.subject_name()));
  for (const profile_row& each : profile_rows(r)) {
    out += fmt::format("# {}: {}\n", each.name, printable_utf8(each.text()));
  }
  out += fmt::format("1..{}\n", r.checks.size());
  for (std::size_t i = 0; i < r.checks.size(); ++i) {
    out += test_line(r.checks[i], i + 1);
  }
  return out + fmt::format("# {}\n", summary_line(r));
}

}  // namespace popquiz::conformance
