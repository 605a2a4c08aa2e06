#include <popquiz/conformance/reporter.hpp>

#include "report/html_parts.hpp"
#include "report/profile_rows.hpp"
#include "report/report_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace popquiz::conformance {
namespace {

/// So many findings are unfolded at once; more would bury each other.
constexpr std::size_t unfolded_limit = 5;

html value_of(const profile_row& of) {
  switch (of.kind) {
    case row_kind::octets:
      return html::part("word", {{"word", html::text(of.text())}});
    case row_kind::capabilities:
      return words(of.values);
    case row_kind::text:
      break;
  }
  return html::text(of.text());
}

html profile(const run_result& r) {
  html rows;
  for (const profile_row& each : profile_rows(r)) {
    rows += row(each.name, value_of(each));
  }
  return html::part("profile", {{"rows", rows}});
}

/// How it came out, in one sentence, and the class for its colour.
html outcome(const run_result& r) {
  const totals t = r.count();
  const auto count = [](std::size_t n, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", n, n == 1 ? one : many);
  };
  std::string sentence = "No check failed";
  std::string_view kind = "pass";
  switch (exit_code_of(r)) {
    case exit_code::check_failed:
      kind = "fail";
      sentence = count(unexpected_failures(r), "check failed", "checks failed");
      break;
    case exit_code::unreachable:
      kind = "error";
      sentence = count(t.error, "check came to no verdict", "checks came to no verdict");
      break;
    case exit_code::unexpected_pass:
      kind = "fail";
      sentence = count(t.unexpected_passes, "known failure has passed", "known failures have passed");
      break;
    case exit_code::nothing_ran:
      kind = "skip";
      sentence = "No check ran";
      break;
    default:
      if (t.deviation != 0) {
        kind = "deviation";
        sentence += ", " + count(t.deviation, "deviation", "deviations");
      }
  }
  std::string when = fmt::format("{}, {} checks in {} s", r.started, r.checks.size(), seconds(r.duration));
  if (const std::string how = run_text(r); !how.empty()) {
    when += ", " + how;
  }
  return html::part(
      "lead", {{"class", html::text(kind)}, {"sentence", html::text(sentence)}, {"when", html::text(when)}});
}

html bar(const standings& verdicts) {
  html segments;
  std::vector<std::string> label;
  for (const auto& [rank, count] : verdicts) {
    const standing s = standing_at(rank);
    segments += html::part("segment", {{"class", html::text(s.key)}, {"count", html::number(count)}});
    label.push_back(fmt::format("{} {}", count, s.plural));
  }
  return html::part("bar", {{"label", html::text(joined(label, ", "))}, {"segments", segments}});
}

html talk(const check_result& c) {
  html lines;
  for (const script::transcript_line& line : c.transcript) {
    std::string kind(line.mark == script::transcript_mark::client   ? "client"
                     : line.mark == script::transcript_mark::server ? "server"
                                                                    : "note");
    kind += line.offending ? " offending" : "";
    html session;
    if (line.session < c.sessions.size() && !c.sessions[line.session].empty()) {
      session = html::part("session", {{"name", html::text(c.sessions[line.session])}});
    }
    lines += html::part("line", {{"class", html::text(kind)},
                                 {"session", session},
                                 {"who", html::text(mark_text(line.mark))},
                                 {"text", html::text(line.text)},
                                 {"here", line.offending ? html::part("here", {}) : html()}});
  }
  return lines.empty() ? html() : html::part("talk", {{"lines", lines}});
}

html check_html(const check_result& c, bool unfolded) {
  html rules;
  for (const std::string& rule : rules_of(c)) {
    rules += html::part("sentence", {{"text", html::text(rule)}});
  }
  html rows = row("rule", rules);
  if (!c.clauses.empty()) {
    rows += row("clause", html::text(fmt::format("{} ({})", joined(c.clauses, ", "), c.level)));
  }
  rows += row("harm", html::text(c.harm));
  rows += findings(c);
  rows += row("at", html::part("word", {{"word", html::text(c.where)}}));
  rows += row("took", html::text(seconds(c.duration) + " s"));
  const standing s = standing_of(c);
  return html::part("check", {{"class", html::text(s.key)},
                              {"id", html::text(c.id)},
                              {"rfcs", data_words(rfcs_of(c))},
                              {"level", html::text(c.level)},
                              {"open", html::attribute("open", unfolded)},
                              {"label", html::text(s.label)},
                              {"title", html::text(c.title)},
                              {"rows", rows},
                              {"talk", talk(c)}});
}

/// What the checks of a group have in common: "RFC 1939", or the first word of the id.
std::string group_name(std::string_view id) {
  std::string name(id.substr(0, id.find('/')));
  if (name.starts_with("rfc")) {
    name.replace(0, 3, "RFC ");
  }
  return name;
}

bool is_finding(const check_result& c) {
  return c.outcome == verdict::pass ? c.expected_failure : c.outcome != verdict::skip;
}

/// Where the findings are, the worst first: one need not look for them among hundreds.
html findings_list(const std::vector<check_result>& checks) {
  std::multimap<std::size_t, html> items;
  for (const check_result& c : checks) {
    if (is_finding(c)) {
      const standing s = standing_of(c);
      items.emplace(s.rank, html::part("finding", {{"class", html::text(s.key)},
                                                   {"label", html::text(s.label)},
                                                   {"id", html::text(c.id)},
                                                   {"title", html::text(c.title)}}));
    }
  }
  html all;
  for (const auto& [rank, item] : items) {
    all += item;
  }
  return all.empty() ? html() : html::part("findings", {{"items", all}});
}

html groups(const std::vector<check_result>& checks) {
  const bool unfold = static_cast<std::size_t>(std::ranges::count_if(checks, is_finding)) <= unfolded_limit;
  std::vector<std::pair<std::string, html>> all;  // in the order they first occur
  for (const check_result& c : checks) {
    const std::string name = group_name(c.id);
    auto found = std::ranges::find(all, name, &std::pair<std::string, html>::first);
    if (found == all.end()) {
      found = all.insert(found, {name, html()});
    }
    found->second += check_html(c, unfold && is_finding(c));
  }
  html joined_groups;
  for (const auto& [name, inside] : all) {
    joined_groups += html::part("group", {{"name", html::text(name)}, {"checks", inside}});
  }
  return joined_groups;
}

}  // namespace

std::string report_html(const run_result& r) {
  filter_words by;
  for (const check_result& c : r.checks) {
    ++by.verdicts[standing_of(c).rank];
    by.rfcs.merge(rfcs_of(c));
    by.levels.insert(c.level);
  }
  html lead = outcome(r);
  lead += bar(by.verdicts);
  lead += profile(r);
  html body = html::part(
      "head", {{"title", html::text(r.subject_name())}, {"version", html::text(r.version)}, {"lead", lead}});
  body += filters(by, html(), html::part("folding", {}));
  html main = findings_list(r.checks);
  main += groups(r.checks);
  body += html::part("main", {{"groups", main}});
  return page("popquiz: " + r.subject_name(), body).markup();
}

}  // namespace popquiz::conformance
