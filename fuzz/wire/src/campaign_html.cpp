#include <popquiz/fuzz_wire/campaign.hpp>

#include "plot_html.hpp"
#include "report/html_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

using conformance::html;

struct curve {
  const char* label;
  std::uint64_t campaign_figures::* what;
};

template <std::size_t N>
html figure(const std::string& title, const std::vector<campaign_figures>& over_time,
            const std::array<curve, N>& all) {
  measure::plot made{title, {"time", measure::axis_scale::linear, measure::axis_unit::seconds}, {}, {}};
  for (const curve& one : all) {
    measure::plot_series series{one.label, {}};
    for (const campaign_figures& each : over_time) {
      series.points.push_back({each.seconds, static_cast<double>(each.*one.what)});
    }
    made.series.push_back(std::move(series));
  }
  return measure::figure_of(made);
}

html figures(const campaign_result& result) {
  constexpr std::array growth{curve{"transitions", &campaign_figures::transitions},
                              curve{"kinds of behaviour", &campaign_figures::features},
                              curve{"inputs in the corpus", &campaign_figures::corpus}};
  constexpr std::array found{curve{"states", &campaign_figures::states},
                             curve{"findings", &campaign_figures::failures},
                             curve{"differences", &campaign_figures::differences}};
  html all = figure("What the subject did, over time", result.over_time, growth);
  all += figure("States and findings, over time", result.over_time, found);
  if (result.figures.edges != 0) {
    constexpr std::array edges{curve{"edges", &campaign_figures::edges}};
    all += figure("Edges of the target, over time", result.over_time, edges);
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
  body += figures(result);
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
