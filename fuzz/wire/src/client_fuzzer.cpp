#include "client_fuzzer.hpp"

#include "client/client_start.hpp"
#include "client/client_trial.hpp"
#include "client_behaviour.hpp"
#include "minimise.hpp"

#include <popquiz/mockserver/listener.hpp>
#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/script/parse.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

constexpr unsigned confirmations = 3;
constexpr unsigned tries_of_unrepeated = 3;
constexpr std::size_t most_questions = 60;  // runs that minimising takes
constexpr std::size_t most_slow = 14;       // where each costs the time limit
constexpr std::size_t told_octets = 300;

/// What is wrong, without what varies: two findings of the same are one if their last moves are.
std::string wrong_of(const conformance::check_result& seen) {
  if (seen.outcome != conformance::verdict::fail) {
    return {};
  }
  std::string wrong = "not " + seen.expected;
  const std::size_t at = seen.seen.find("crashed (");
  if (at != std::string::npos) {
    const std::size_t begin = at + std::string_view("crashed (").size();
    wrong += " " + seen.seen.substr(begin, seen.seen.find(')', begin) - begin);
  }
  return wrong;
}

std::string title_of(const conformance::check_result& seen) {
  return fmt::format("the client, behind {}: expected {}", last_move(seen), seen.expected);
}

}  // namespace

client_fuzzer::client_fuzzer(const client_campaign& subject, campaign_board& board, finding_folder& findings,
                             std::uint64_t runs)
    : subject_(subject), board_(board), findings_(findings), runs_(runs) {}

bool client_fuzzer::begin(std::string& why) {
  mockserver::listener_settings made;
  auto authority = mockserver::make_certificates(made, why);
  const auto suite = conformance::builtin_scenarios(why);
  if (!authority || !suite || !conformance::can_be_started(subject_.client, why)) {
    return false;
  }
  spare_ca_ = std::move(*authority);
  for (const conformance::check& each : suite->checks) {
    auto scenario = each.dialogue.slow.count() == 0 ? scenario_of(each.dialogue) : std::nullopt;
    if (!scenario) {
      continue;
    }
    pool_.insert(pool_.end(), scenario->blocks.begin(), scenario->blocks.end());
    if (!scenario->blocks.empty()) {
      first_.push_back(std::move(*scenario));
    }
  }
  return true;
}

std::vector<std::string> client_fuzzer::seeds() const {
  std::vector<std::string> texts;
  texts.reserve(first_.size());
  for (const scenario& each : first_) {
    texts.push_back(print_scenario(each));
  }
  return texts;
}

void client_fuzzer::leave() {
  ::_exit(0);
}

conformance::check_result client_fuzzer::play(const scenario& what) {
  conformance::check_result failed;
  // Through its text, as whoever repeats it: only what a script can say is played.
  const script::parse_outcome parsed = script::parse_script(
      script::print_script(script_of(what, "client/input", "an input of the fuzzer")), "input");
  if (!parsed.value) {
    return failed;
  }
  ++board_.executions;
  return conformance::run_trial({*parsed.value, std::nullopt}, subject_.client, spare_ca_, {});
}

bool client_fuzzer::execute(std::string_view input) {
  if (board_.stop || (runs_ != 0 && own_runs_ >= runs_)) {
    leave();
  }
  const auto what = read_scenario(input);
  if (!what || what->blocks.empty()) {
    return false;
  }
  ++own_runs_;
  const conformance::check_result seen = play(*what);
  if (seen.outcome == conformance::verdict::error || seen.outcome == conformance::verdict::skip) {
    return false;  // no script, or it asks for what there is not
  }
  count_trial(seen, board_);
  if (seen.outcome == conformance::verdict::fail) {
    take_up(*what, seen);
  }
  // What makes it hang would make it hang with each input that is made of it, and each costs the time limit.
  return seen.duration < subject_.client.time_limit;
}

bool client_fuzzer::still_wrong(const scenario& what, const std::string& wrong) {
  return !board_.stop && wrong_of(play(what)) == wrong;
}

void client_fuzzer::take_up(const scenario& what, const conformance::check_result& seen) {
  const std::string wrong = wrong_of(seen);
  finding about;
  about.kind = finding_kind::client;
  about.key = fmt::format("{} {}", wrong, last_move(seen));
  if (known_.contains(about.key) || not_repeated_[about.key] >= tries_of_unrepeated) {
    return;
  }
  unsigned times = 0;
  for (unsigned i = 0; i < confirmations; ++i) {
    times += still_wrong(what, wrong) ? 1U : 0U;
  }
  if (times == 0) {
    ++not_repeated_[about.key];
    ++board_.unrepeated;
    return;
  }
  known_.insert(about.key);
  if (!findings_.claim(about)) {
    return;
  }
  about.title = title_of(seen);
  about.expected = seen.expected;
  about.came = seen.came.substr(0, told_octets);
  about.how_often = fmt::format("{} of {} times", times, confirmations);
  about.turns_before = what.blocks.size();
  findings_.label(about);
  scenario least = what;
  minimise(least, wrong, seen.duration > std::chrono::seconds(2) ? most_slow : most_questions);
  about.turns = least.blocks.size();
  const std::string stem = about.script.substr(0, about.script.rfind('.'));
  about.repeat = fmt::format(
      "popquiz test client --suite {} --only client/{} --timeout {:g} {}", findings_.path().string(), stem,
      std::chrono::duration<double>(subject_.client.time_limit).count(), subject_.repeat_options);
  const std::string text = script::print_script(script_of(least, "client/" + stem, about.title));
  if (!findings_.keep(about, subject_.client.client.title, text)) {
    leave();
  }
}

void client_fuzzer::minimise(scenario& what, const std::string& wrong, std::size_t questions) {
  const auto holds = [&](const scenario& tried) { return still_wrong(tried, wrong); };
  minimise_list(what.blocks, questions, [&](const script::block& fewer) {
    scenario tried = what;
    tried.blocks = fewer;
    return holds(tried);
  });
  for (std::size_t i = 0; i < what.blocks.size() && questions != 0; ++i) {
    script::block steps = std::get<script::on_step>(what.blocks[i].what).body;
    minimise_list(steps, questions, [&](const script::block& fewer) {
      scenario tried = what;
      std::get<script::on_step>(tried.blocks[i].what).body = fewer;
      settle(tried);
      return holds(tried);
    });
    std::get<script::on_step>(what.blocks[i].what).body = std::move(steps);
  }
  settle(what);
}

std::string client_fuzzer::mutate(std::string_view input, std::size_t limit, unsigned seed) {
  random_source random(seed);
  const auto what = read_scenario(input);
  constexpr unsigned most_tries = 8;
  for (unsigned i = 0; i < most_tries; ++i) {
    scenario changed = what.value_or(scenario{});
    fuzz_wire::mutate(changed, pool_, random);
    std::string text = print_scenario(changed);
    if (text.size() <= limit && read_scenario(text)) {
      return text;
    }
  }
  return std::string(input);
}

std::string client_fuzzer::cross(std::string_view front, std::string_view back, std::size_t limit,
                                 unsigned seed) {
  random_source random(seed);
  const std::string text = print_scenario(
      spliced(read_scenario(front).value_or(scenario{}), read_scenario(back).value_or(scenario{}), random));
  return text.size() <= limit && read_scenario(text) ? text : std::string(front);
}

}  // namespace popquiz::fuzz_wire
