#include <popquiz/fuzz_wire/campaign.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::fuzz_wire {
namespace {

double rate_of(const campaign_figures& far) {
  return far.seconds > 0 ? static_cast<double>(far.executions) / far.seconds : 0;
}

std::string finding_text(const campaign_result& result, const finding& what) {
  std::string text = fmt::format("FINDING {}: {}\n  expected  {}\n  came      {}\n", describe(what.kind),
                                 what.title, what.expected, what.came);
  text += fmt::format("  seen      at {:.1f} s, repeated {}\n", what.seconds, what.how_often);
  text += fmt::format("  script    {} ({} turns, of {})\n", (result.findings_folder / what.script).string(),
                      what.turns, what.turns_before);
  std::string_view rest = what.repeat;
  std::string_view mark = "  repeat    ";
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\\x0A"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 4));
    text += fmt::format("{}{}\n", mark, line);
    mark = "            ";
  }
  return text;
}

}  // namespace

std::string figures_text(const campaign_figures& far) {
  std::string text = fmt::format("{:.0f} s, {:.0f}/s, {} runs, {} states, {} transitions, ", far.seconds,
                                 rate_of(far), far.executions, far.states, far.transitions);
  if (far.edges != 0) {
    text += fmt::format("{} edges, ", far.edges);
  }
  return text +
         fmt::format("corpus {}, {} findings, {} differences", far.corpus, far.failures, far.differences);
}

std::string report_text(const campaign_result& result) {
  const campaign_figures& f = result.figures;
  std::string text = fmt::format("popquiz {}: fuzzed {}\n", result.version, result.subject);
  const auto row = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<12}{}\n", name, value);
  };
  row("executions", fmt::format("{} in {:.1f} s, {:.1f} a second, {} job{}", f.executions, f.seconds,
                                rate_of(f), result.jobs, result.jobs == 1 ? "" : "s"));
  row("states", fmt::format("{}, and {} transitions between them", f.states, f.transitions));
  row("behaviour",
      fmt::format("{} kinds{}", f.features,
                  f.edges == 0 ? std::string() : fmt::format(", {} edges of the target", f.edges)));
  row("corpus", fmt::format("{} inputs, {}", f.corpus, result.corpus.string()));
  row("seed", fmt::format("{}", result.seed));
  if (f.restarts != 0) {
    row("restarts", fmt::format("{}", f.restarts));
  }
  if (f.unrepeated != 0) {
    row("unrepeated", fmt::format("{} times something was wrong that did not come again", f.unrepeated));
  }
  if (f.withheld != 0) {
    row("withheld",
        fmt::format("{} turns that could have deleted mail (--allow-changes says them)", f.withheld));
  }
  for (const finding& each : result.findings) {
    if (is_failure(each.kind)) {
      text += "\n" + finding_text(result, each);
    }
  }
  bool has_begun = false;
  for (const finding& each : result.findings) {
    if (!is_failure(each.kind)) {
      text += has_begun ? "" : "\nDifferences from the reference server, which are no failures:\n";
      text += fmt::format("  {}: {}\n", each.script, each.title);
      has_begun = true;
    }
  }
  return text + fmt::format("\n{} findings, {} differences\n", f.failures, f.differences);
}

}  // namespace popquiz::fuzz_wire
