#include <popquiz/conformance/reporter.hpp>

#include "report/printable_utf8.hpp"
#include "report/profile_rows.hpp"
#include "report/report_parts.hpp"
#include "suite/level.hpp"

#include <fmt/format.h>

namespace popquiz::conformance {
namespace {

constexpr std::string_view red = "31";
constexpr std::string_view green = "32";
constexpr std::string_view yellow = "33";
constexpr std::string_view dim = "2";

std::string painted(std::string_view text, std::string_view code, colour how) {
  return how == colour::plain ? std::string(text) : fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string row(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("  {:<14}{}\n", label, printable_utf8(value));
}

std::string profile_text(const run_result& r) {
  std::string out =
      fmt::format("popquiz {}: {}\n", printable_utf8(r.version), printable_utf8(r.subject_name()));
  for (const profile_row& each : profile_rows(r)) {
    out += row(each.name, each.text());
  }
  return out + "\n";
}

/// The word in front of a check's line.
std::string mark(const check_result& c, colour how) {
  switch (c.outcome) {
    case verdict::pass:
      return c.expected_failure ? painted("PASSES   ", red, how) : painted("pass     ", green, how);
    case verdict::fail:
      return c.expected_failure ? painted("expected ", yellow, how) : painted("FAIL     ", red, how);
    case verdict::deviation:
      return painted("deviation", yellow, how);
    case verdict::skip:
      return painted("skip     ", dim, how);
    case verdict::flaky:
      return c.expected_failure ? painted("expected ", yellow, how) : painted("FLAKY    ", red, how);
    case verdict::error:
      break;
  }
  return painted("ERROR    ", red, how);
}

std::string line(const check_result& c, colour how) {
  std::string out = fmt::format("{}  {}", mark(c, how), printable_utf8(c.id));
  if (c.outcome == verdict::skip || c.outcome == verdict::error) {
    out += ": " + printable_utf8(c.reason);
  } else if (c.outcome == verdict::flaky) {
    out += ": " + rounds_text(c) + printable_utf8(c.expected_failure ? ": " + c.expectation : "");
  } else if (c.outcome == verdict::pass && c.manner == "tolerant" && !c.expected_failure) {
    out += ": tolerant: " + printable_utf8(c.seen);
  } else if (c.expected_failure) {
    out += printable_utf8((c.outcome == verdict::pass ? ": a failure was expected: " : ": ") + c.expectation);
  }
  return out + "\n";
}

/// Which rule a check that was not passed is about.
std::string rule(const check_result& c) {
  const std::string clauses = joined(c.clauses, ", ");
  if (c.level == derived_level) {
    return row("derived from", clauses);
  }
  return row(c.outcome == verdict::deviation ? "deviates" : "violates",
             fmt::format("{} ({})", clauses, c.level));
}

std::string details(const check_result& c, colour how) {
  std::string out =
      fmt::format("\n{}  {}\n", mark(c, how), printable_utf8(fmt::format("{}: {}", c.id, c.title)));
  if (c.outcome == verdict::error) {
    out += row("reason", c.reason);
  } else {
    out += c.clauses.empty() ? std::string() : rule(c);
    for (const std::string& each : rules_of(c)) {
      out += row("rule", each);
    }
    out += row("rounds", rounds_text(c));
    out += row("harm", c.harm);
    out += row("expected", c.expected);
    out += row("came", c.came);
    out += row("reason", c.reason);
    out += c.expected_failure ? std::string() : row("known is", c.expectation);
  }
  out += row("at", c.where);
  for (const script::transcript_line& each : c.transcript) {
    out +=
        fmt::format("{}{}\n", each.offending ? painted("  > ", red, how) : "    ", transcript_text(c, each));
  }
  return out;
}

bool wants_details(const check_result& c) {
  return c.outcome == verdict::fail || c.outcome == verdict::deviation || c.outcome == verdict::error ||
         c.outcome == verdict::flaky;
}

}  // namespace

std::string summary_line(const run_result& r) {
  const totals t = r.count();
  std::string out = fmt::format("{} {}: {} passed, {} failed, {} {}, {} skipped, {} {}", r.checks.size(),
                                r.checks.size() == 1 ? "check" : "checks", t.pass, t.fail, t.deviation,
                                t.deviation == 1 ? "deviation" : "deviations", t.skip, t.error,
                                t.error == 1 ? "error" : "errors");
  if (t.flaky != 0) {
    out += fmt::format(", {} flaky", t.flaky);
  }
  if (t.expected_failures != 0) {
    out += fmt::format("; {} expected", t.expected_failures);
  }
  if (t.unexpected_passes != 0) {
    out += fmt::format("; {} passed unexpectedly", t.unexpected_passes);
  }
  if (const std::string how = run_text(r); !how.empty()) {
    out += "; " + how;
  }
  return out + fmt::format(" ({} s)", seconds(r.duration));
}

std::string report_text(const run_result& r, colour how) {
  std::string out = profile_text(r);
  for (const check_result& c : r.checks) {
    out += line(c, how);
  }
  // What no RFC asks stands behind what one does.
  std::string robustness;
  for (const check_result& c : r.checks) {
    if (wants_details(c)) {
      (c.level == robustness_level ? robustness : out) += details(c, how);
    }
  }
  out += robustness.empty() ? robustness : "\nrobustness:\n" + robustness;
  return out + "\n" + summary_line(r) + "\n";
}

}  // namespace popquiz::conformance
