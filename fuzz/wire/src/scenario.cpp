#include "scenario.hpp"

#include "block_truth.hpp"
#include "scenario_pace.hpp"

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <string>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

using script::fact_kind;

constexpr std::uint64_t most_times = 2000;                // of a repeat
constexpr std::uint64_t most_octets = 2UL * 1024 * 1024;  // of one until closed
constexpr script::milliseconds longest_wait{100};

/// Steps that a judgement could not be fair about: the server deletes by itself, or lets somebody in.
bool is_out_of_place(const script::step& what) {
  return std::holds_alternative<script::drop_step>(what.what) ||
         std::holds_alternative<script::also_step>(what.what) ||
         std::holds_alternative<script::start_tls_step>(what.what);
}

/// What a repeated block waits for adds up.
enum class wait_rule : std::uint8_t { may_wait, may_not_wait };

void tame(script::block& steps, wait_rule rule = wait_rule::may_wait) {
  std::erase_if(steps, [&](const script::step& each) {
    return is_out_of_place(each) ||
           (rule == wait_rule::may_not_wait && std::holds_alternative<script::wait_step>(each.what));
  });
  if (steps.size() > steps_limit) {
    steps.resize(steps_limit);
  }
  for (script::step& each : steps) {
    if (auto* const wait = std::get_if<script::wait_step>(&each.what)) {
      wait->duration = std::min(wait->duration, longest_wait);
    } else if (auto* const repeat = std::get_if<script::repeat_step>(&each.what)) {
      repeat->octets = repeat->until_closed && (repeat->octets == 0 || repeat->octets > most_octets)
                           ? most_octets
                           : repeat->octets;
      tame(repeat->body, wait_rule::may_not_wait);
      const std::uint64_t once = std::max<std::uint64_t>(octets_said(repeat->body), 1);
      repeat->times =
          std::clamp<std::uint64_t>(repeat->times, 1, std::min(most_times, most_octets / once + 1));
    } else if (auto* const cut = std::get_if<script::cut_step>(&each.what)) {
      cut->pause = std::min(cut->pause, script::milliseconds(1));
      tame(cut->body, rule);
      if (cut->mode == script::cut_mode::every) {
        cut->octets = quick_segment(cut->octets, octets_said(cut->body));
      }
    } else if (auto* const together = std::get_if<script::together_step>(&each.what)) {
      tame(together->body, rule);
    } else if (auto* const loop = std::get_if<script::for_step>(&each.what)) {
      tame(loop->body, rule);
    }
  }
  // A block within has to have a step.
  std::erase_if(steps, [](const script::step& each) {
    const auto is_empty = [](const auto& kind) {
      if constexpr (requires { kind.body; }) {
        return kind.body.empty();
      } else {
        return false;
      }
    };
    return std::visit(is_empty, each.what);
  });
}

bool has_endless(const script::block& steps) {
  return std::ranges::any_of(steps, [](const script::step& each) {
    const auto* const repeat = std::get_if<script::repeat_step>(&each.what);
    return repeat != nullptr && repeat->until_closed;
  });
}

bool is_taken(const script::on_step& block) {
  using script::on_event;
  return block.event == on_event::command || block.event == on_event::unknown ||
         block.event == on_event::invalid || block.event == on_event::any_command ||
         block.event == on_event::connect;
}

script::step rule(fact_kind kind, std::vector<std::uint64_t> numbers = {}) {
  script::fact fact;
  fact.kind = kind;
  fact.numbers = std::move(numbers);
  fact.time = std::chrono::minutes(1440);
  return {{}, script::rule_step{script::judgement::tolerant, {std::move(fact)}}};
}

/// What a client can't know where the server lies about a message, or says more than it was asked.
void add_excuses(const scenario& what, script::block& rules) {
  bool lies = false;
  bool says_more = false;
  for (const script::step& each : what.blocks) {
    const block_truth truth = truth_of(std::get<script::on_step>(each.what));
    lies = lies || truth.lies_in_body;
    says_more = says_more || truth.says_more;
  }
  if (says_more) {
    rules.push_back(rule(fact_kind::out_of_step));
  }
  if (lies || says_more) {
    for (const std::uint64_t n : {1U, 2U}) {
      rules.push_back(rule(fact_kind::truncated, {n}));
      rules.push_back(rule(fact_kind::altered, {n}));
      rules.push_back(rule(fact_kind::deleted, {n}));
    }
    rules.push_back(rule(fact_kind::deleted, {1, 2}));
  }
}

}  // namespace

void settle(scenario& what) {
  std::erase_if(what.blocks, [](const script::step& each) {
    const auto* const block = std::get_if<script::on_step>(&each.what);
    return block == nullptr || !is_taken(*block);
  });
  if (what.blocks.size() > blocks_limit) {
    what.blocks.resize(blocks_limit);
  }
  std::uint64_t most_said = 0;
  for (script::step& each : what.blocks) {
    auto& block = std::get<script::on_step>(each.what);
    tame(block.body);
    most_said = std::max(most_said, octets_said(block.body));
    const block_truth truth = truth_of(block);
    const bool is_quit = block.verb == parser::verb::quit;
    const bool must_end =
        !truth.is_whole || is_quit || has_endless(block.body) || block.event == script::on_event::any_command;
    if (must_end && !truth.ends) {
      block.body.push_back({{}, script::close_step{}});
    }
  }
  what.segment_octets = quick_segment(what.segment_octets, most_said);
}

std::optional<scenario> scenario_of(const script::script& from) {
  const script::client_setup& how = from.client;
  if (from.subject != script::subject_kind::client || how.connects != script::connect_kind::clear ||
      how.runs > 1 || how.cuts != 0) {
    return std::nullopt;
  }
  scenario made;
  made.job = how.job;
  made.segment_octets = how.segment_octets;
  for (const script::step& each : from.steps) {
    if (std::holds_alternative<script::on_step>(each.what)) {
      made.blocks.push_back(each);
    }
  }
  settle(made);
  return made;
}

std::optional<scenario> read_scenario(std::string_view text) {
  const script::parse_outcome parsed = script::parse_script(text, "input");
  return parsed.value ? scenario_of(*parsed.value) : std::nullopt;
}

script::script script_of(const scenario& what, std::string_view id, std::string_view title) {
  script::script made;
  made.id = id;
  made.title = title;
  made.robustness = "a server that is broken, or hostile, gets more out of a client than it should";
  made.subject = script::subject_kind::client;
  made.maildrop = "two-plain";
  made.client.job = what.job;
  made.client.segment_octets = what.segment_octets;
  made.steps = what.blocks;
  made.steps.push_back(close_when_idle());
  script::judge_step judge;
  judge.body.push_back(rule(fact_kind::ended_within));
  add_excuses(what, judge.body);
  made.steps.push_back({{}, std::move(judge)});
  return made;
}

std::string print_scenario(const scenario& what) {
  script::script made = script_of(what, "client/input", "an input of the fuzzer");
  made.steps.resize(what.blocks.size());
  return script::print_script(made);
}

}  // namespace popquiz::fuzz_wire
