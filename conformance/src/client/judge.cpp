#include "client/judge.hpp"

#include "report/report_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>

namespace popquiz::conformance {
namespace {

using script::fact;
using script::fact_kind;
using script::judgement;

constexpr std::size_t told_octets = 200;  // of a command

struct rule {
  const script::rule_step* what = nullptr;
  std::uint32_t line = 0;
};

const script::step* judge_of(const script::script& scenario) {
  const auto found = std::ranges::find_if(scenario.steps, [](const script::step& each) {
    return std::holds_alternative<script::judge_step>(each.what);
  });
  return found == scenario.steps.end() ? nullptr : &*found;
}

std::vector<rule> rules_in(const script::step* judge) {
  std::vector<rule> rules;
  if (judge != nullptr) {
    for (const script::step& each : std::get<script::judge_step>(judge->what).body) {
      if (const auto* const found = std::get_if<script::rule_step>(&each.what)) {
        rules.push_back({found, each.where.line});
      }
    }
  }
  return rules;
}

std::string facts_text(const script::rule_step& of) {
  std::vector<std::string> parts;
  parts.reserve(of.facts.size());
  for (const fact& each : of.facts) {
    parts.push_back(script::describe(each));
  }
  return joined(parts, ", ");
}

/// What can't be known counts against nobody.
bool rule_holds(const script::rule_step& what, const client_observations& seen) {
  const bool if_unknown = what.verdict != judgement::wrong;
  return std::ranges::all_of(what.facts,
                             [&](const fact& each) { return holds(each, seen).value_or(if_unknown); });
}

/// Something that is wrong in every scenario unless a rule that holds names it.
struct universal_fault {
  std::vector<fact_kind> named_by;  ///< any of them
  std::string text;
};

/// Messages that are gone and lie nowhere as they were.
std::string lost_messages(const client_observations& seen) {
  std::vector<std::string> lost;
  for (const std::uint64_t n : seen.deleted) {
    if (n == 0 || n > seen.mail.fates.size() || seen.mail.fates[static_cast<std::size_t>(n - 1)].exact == 0) {
      lost.push_back(std::to_string(n));
    }
  }
  return joined(lost, " ");
}

std::vector<universal_fault> universal_faults(const script::script& scenario,
                                              const client_observations& seen) {
  std::vector<universal_fault> found;
  const auto add = [&](bool is_so, std::vector<fact_kind> named_by, std::string text) {
    if (is_so) {
      found.push_back({std::move(named_by), std::move(text)});
    }
  };
  add(seen.end == client_end::crashed, {fact_kind::crashed}, "no crash");
  add(seen.end == client_end::hung, {fact_kind::hung}, "an end within the time allowed");
  add(seen.end == client_end::over_limits,
      {fact_kind::memory_above, fact_kind::disk_above, fact_kind::commands_above,
       fact_kind::connections_above},
      "an end within the limits");
  add(!seen.connected, {fact_kind::never_connected}, "a connection");
  add(!seen.said.invalid.empty(), {fact_kind::invalid_command}, "only commands that the command grammar has");
  add(!seen.said.out_of_step.empty(), {fact_kind::out_of_step},
      "only commands that are legal behind the replies that came");
  add(scenario.client.connects != script::connect_kind::clear && !seen.said.in_clear.empty(),
      {fact_kind::secret_in_clear}, "no secret in clear");
  const bool succeeded = seen.end == client_end::success && seen.status_has_meaning;
  const auto any_is = [&](std::size_t message_fate::* what) {
    return std::ranges::any_of(seen.mail.fates, [&](const message_fate& fate) { return fate.*what != 0; });
  };
  add(succeeded && any_is(&message_fate::truncated), {fact_kind::truncated},
      "no message truncated and success reported");
  add(succeeded && any_is(&message_fate::altered), {fact_kind::altered},
      "no message altered and success reported");
  const std::string lost = lost_messages(seen);
  add(!lost.empty(), {fact_kind::deleted}, "no message deleted that was not delivered as it is");
  return found;
}

bool names(const script::rule_step& what, const std::vector<fact_kind>& kinds) {
  return std::ranges::any_of(
      what.facts, [&](const fact& each) { return std::ranges::find(kinds, each.kind) != kinds.end(); });
}

/// What would have done: the rules that are not wrong.
std::string what_would_do(const std::vector<rule>& rules) {
  std::vector<std::string> parts;
  for (const rule& each : rules) {
    if (each.what->verdict != judgement::wrong) {
      parts.push_back(facts_text(*each.what));
    }
  }
  return joined(parts, "; or ");
}

std::string_view end_word(client_end end) {
  switch (end) {
    case client_end::success:
      return "reported success";
    case client_end::error:
      return "reported error";
    case client_end::crashed:
      return "crashed";
    case client_end::hung:
      return "hung";
    case client_end::over_limits:
      break;
  }
  return "had to be ended";
}

}  // namespace

std::string describe(const client_observations& seen, script::connect_kind how) {
  std::vector<std::string> parts;
  if (!seen.connected) {
    parts.emplace_back("never connected");
  }
  parts.push_back("delivered " + describe(seen.mail));
  parts.push_back(seen.deleted.empty() ? std::string("deleted nothing")
                                       : fmt::format("deleted {}", fmt::join(seen.deleted, " ")));
  parts.push_back(fmt::format("{} ({})", end_word(seen.end), seen.end_text));
  if (seen.connected && !seen.said.authenticates) {
    parts.emplace_back("aborted before authentication");
  }
  const auto add = [&](std::string_view what, const std::string& text) {
    if (!text.empty()) {
      parts.push_back(fmt::format("{}: {}", what, text.substr(0, told_octets)));
    }
  };
  add("said an invalid command", seen.said.invalid);
  add("replies out of step", seen.said.out_of_step);
  add("secret in clear", how == script::connect_kind::clear ? std::string() : seen.said.in_clear);
  return joined(parts, "; ");
}

judged judge(const script::script& scenario, const client_observations& seen) {
  const script::step* const block = judge_of(scenario);
  const std::vector<rule> rules = rules_in(block);
  judged result;
  result.line = block == nullptr ? 0 : block->where.line;
  result.expected = what_would_do(rules);
  result.seen = describe(seen, scenario.client.connects);
  result.came = result.seen;
  const auto first_that_holds = [&](judgement which) {
    return std::ranges::find_if(
        rules, [&](const rule& each) { return each.what->verdict == which && rule_holds(*each.what, seen); });
  };
  if (const auto found = first_that_holds(judgement::wrong); found != rules.end()) {
    result.line = found->line;
    result.came = fmt::format("{} ({})", facts_text(*found->what), result.came);
    return result;
  }
  for (const universal_fault& fault : universal_faults(scenario, seen)) {
    const bool is_named = std::ranges::any_of(rules, [&](const rule& each) {
      return each.what->verdict != judgement::wrong && names(*each.what, fault.named_by) &&
             rule_holds(*each.what, seen);
    });
    if (!is_named) {
      result.expected = fault.text;
      return result;
    }
  }
  for (const judgement which : {judgement::correct, judgement::tolerant, judgement::informational}) {
    if (const auto found = first_that_holds(which); found != rules.end()) {
      result.outcome = which == judgement::informational ? verdict::deviation : verdict::pass;
      result.manner = which;
      result.line = found->line;
      return result;
    }
  }
  return result;
}

}  // namespace popquiz::conformance
