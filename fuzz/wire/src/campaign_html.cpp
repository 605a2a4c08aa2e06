#include <popquiz/fuzz_wire/campaign.hpp>

#include "html_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace popquiz::fuzz_wire {
namespace {

using conformance::html;

// The plot's frame within its part (conformance/report/parts.html).
constexpr double left = 40;
constexpr double right = 710;
constexpr double top = 10;
constexpr double bottom = 150;

struct curve {
  std::string_view label;
  std::string_view look;  // a class of page.css
  std::uint64_t campaign_figures::* what;
};

html label(std::string_view look, double x, double y, const std::string& text) {
  return html::part("plot-label", {{"class", html::text(look)},
                                   {"x", html::text(fmt::format("{:.0f}", x))},
                                   {"y", html::text(fmt::format("{:.0f}", y))},
                                   {"text", html::text(text)}});
}

template <std::size_t N>
html plot(const std::string& title, const std::vector<campaign_figures>& over_time,
          const std::array<curve, N>& all) {
  std::uint64_t most = 1;
  double end = 1e-3;
  for (const campaign_figures& each : over_time) {
    end = std::max(end, each.seconds);
    for (const curve& one : all) {
      most = std::max(most, each.*one.what);
    }
  }
  html curves;
  html legend;
  for (const curve& one : all) {
    std::string points;
    for (const campaign_figures& each : over_time) {
      const double share = static_cast<double>(each.*one.what) / static_cast<double>(most);
      points += fmt::format("{:.1f},{:.1f} ", left + (right - left) * each.seconds / end,
                            bottom - (bottom - top) * share);
    }
    curves += html::part("curve", {{"class", html::text(one.look)}, {"points", html::text(points)}});
    legend += html::part("legend-entry",
                         {{"class", html::text(one.look)},
                          {"count", html::number(over_time.empty() ? 0 : over_time.back().*one.what)},
                          {"label", html::text(one.label)}});
  }
  html labels = label("right", left - 4, top + 4, std::to_string(most));
  labels += label("right", left - 4, bottom, "0");
  labels += label("", left, bottom + 18, "0 s");
  labels += label("right", right, bottom + 18, fmt::format("{:.0f} s", end));
  return html::part(
      "plot", {{"title", html::text(title)}, {"curves", curves}, {"labels", labels}, {"legend", legend}});
}

html plots(const campaign_result& result) {
  constexpr std::array growth{curve{"transitions", "flaky", &campaign_figures::transitions},
                              curve{"kinds of behaviour", "error", &campaign_figures::features},
                              curve{"inputs in the corpus", "skip", &campaign_figures::corpus}};
  constexpr std::array found{curve{"states", "pass", &campaign_figures::states},
                             curve{"findings", "fail", &campaign_figures::failures},
                             curve{"differences", "deviation", &campaign_figures::differences}};
  html all = plot("What the subject did, over time", result.over_time, growth);
  all += plot("States and findings, over time", result.over_time, found);
  if (result.figures.edges != 0) {
    constexpr std::array edges{curve{"edges", "pass", &campaign_figures::edges}};
    all += plot("Edges of the target, over time", result.over_time, edges);
  }
  return all;
}

html profile(const campaign_result& result) {
  const campaign_figures& f = result.figures;
  const auto row = [](std::string_view name, const std::string& value) {
    return conformance::row(name, html::text(value));
  };
  html rows = row("subject", result.subject);
  rows += row("executions", fmt::format("{} in {:.1f} s, {:.0f} a second", f.executions, f.seconds,
                                        f.seconds > 0 ? static_cast<double>(f.executions) / f.seconds : 0));
  rows += row("states", fmt::format("{}, {} transitions", f.states, f.transitions));
  rows += row("corpus", fmt::format("{} inputs", f.corpus));
  rows += row("seed", fmt::format("{}, {} jobs", result.seed, result.jobs));
  rows += row("restarts", f.restarts == 0 ? std::string() : std::to_string(f.restarts));
  rows += row("unrepeated", f.unrepeated == 0 ? std::string() : std::to_string(f.unrepeated));
  rows += row("withheld turns", f.withheld == 0 ? std::string() : std::to_string(f.withheld));
  return html::part("profile", {{"rows", rows}});
}

html finding_html(const finding& what) {
  const std::string_view look = is_failure(what.kind) ? "fail" : "deviation";
  html rows = conformance::row("expected", html::text(what.expected), "octets");
  rows += conformance::row("came", html::text(what.came), "octets came");
  rows += conformance::row("seen",
                           html::text(fmt::format("at {:.1f} s, repeated {}", what.seconds, what.how_often)));
  rows += conformance::row(
      "script", html::text(fmt::format("{} ({} turns, of {})", what.script, what.turns, what.turns_before)));
  rows += conformance::row("repeat", html::text(what.repeat), "octets");
  return html::part("check", {{"class", html::text(look)},
                              {"id", html::text(what.script)},
                              {"open", html::attribute("open", is_failure(what.kind))},
                              {"label", html::text(describe(what.kind))},
                              {"title", html::text(what.title)},
                              {"rows", rows}});
}

}  // namespace

std::string report_html(const campaign_result& result) {
  const std::uint64_t failures = result.figures.failures;
  const html lead = html::part(
      "lead",
      {{"sentence",
        html::text(fmt::format("{} findings, {} differences", failures, result.figures.differences))},
       {"class", html::text(failures == 0 ? "pass" : "fail")},
       {"when", html::text(fmt::format("{:.0f} s of fuzzing over the wire", result.figures.seconds))}});
  const std::string title = "Fuzzed: " + result.subject;
  html body = html::part(
      "head", {{"version", html::text(result.version)}, {"title", html::text(title)}, {"lead", lead}});
  body += profile(result);
  body += plots(result);
  html findings;
  for (const finding& each : result.findings) {
    findings += finding_html(each);
  }
  body +=
      html::part("main", {{"groups", findings.empty() ? html()
                                                      : html::part("group", {{"name", html::text("Findings")},
                                                                             {"checks", findings}})}});
  return conformance::page(title, body).markup();
}

}  // namespace popquiz::fuzz_wire
