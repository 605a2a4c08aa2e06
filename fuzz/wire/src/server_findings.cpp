// What becomes of what a server fuzzer has seen: confirmed, minimised, written down.
#include "server_fuzzer.hpp"

#include "client/shell_word.hpp"
#include "minimise.hpp"
#include "replay_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

constexpr unsigned confirmations = 3;
// Each costs the patience for a reply, and five times that: a server with much to do is slow, not hung.
constexpr unsigned confirmations_of_hangs = 2;
constexpr int patience_with_hangs = 5;
constexpr unsigned plain_sessions = 3;  // that a server which keeps everybody waiting is given between them
constexpr unsigned tries_of_unrepeated = 3;
constexpr std::size_t most_questions = 120;  // sessions that minimising takes
constexpr std::size_t most_restarts = 40;    // where each costs a start
constexpr std::size_t most_slow = 10;        // where each costs the patience for a reply

suspicion memory_suspicion(std::string key, std::string title, std::string expected, std::string came) {
  suspicion made;
  made.what.kind = finding_kind::memory;
  made.what.key = std::move(key);
  made.what.title = std::move(title);
  made.what.expected = std::move(expected);
  made.what.came = std::move(came);
  return made;
}

}  // namespace

/// A finding only when it comes again.
void server_fuzzer::take_up(const played& seen) {
  const std::string& key = seen.what->what.key;
  if (known_.contains(key) || not_repeated_[key] >= tries_of_unrepeated) {
    return;
  }
  watch_ = seen.what->what.kind == finding_kind::crash ? crash_watch::patient : crash_watch::brief;
  if (auto about = confirmed(seen)) {
    known_.insert(key);
    if (findings_.claim(*about)) {
      write_down(seen, std::move(*about));
    }
  } else {
    ++not_repeated_[key];
    ++board_.unrepeated;
  }
  watch_ = crash_watch::brief;
}

std::optional<finding> server_fuzzer::confirmed(const played& seen) {
  const bool is_hang = seen.what->what.kind == finding_kind::hang;
  const unsigned tries = is_hang ? confirmations_of_hangs : confirmations;
  const std::chrono::milliseconds usual = session_.patience;
  session_.patience *= is_hang ? patience_with_hangs : 1;
  unsigned times = 0;
  unsigned tried = 0;
  // A server that keeps everybody waiting for a time is asked again when it does not: then it was slow.
  for (; tried < tries && (!is_hang || tried == times); ++tried) {
    if (is_hang && tried != 0 && !answers_a_plain_session()) {
      break;
    }
    times += shows(play_and_mend(seen.said), seen.what->what.key) ? 1U : 0U;
  }
  session_.patience = usual;
  if (times == 0 || (is_hang && times != tried)) {
    return std::nullopt;
  }
  finding about = seen.what->what;
  about.how_often = fmt::format("{} of {} times", times, tried);
  return about;
}

bool server_fuzzer::answers_a_plain_session() {
  turn login;
  login.is_login = true;
  for (unsigned i = 0; i < plain_sessions && !board_.stop; ++i) {
    const session_record record = talk({login});
    if (record.is_greeted() && std::ranges::none_of(record.exchanges, [](const exchange& e) {
          return e.reply == reply_class::silence;
        })) {
      return true;
    }
  }
  return false;
}

void server_fuzzer::write_down(const played& seen, finding about) {
  about.turns_before = seen.said.size();
  findings_.label(about);
  std::size_t questions = about.kind == finding_kind::hang                       ? most_slow
                          : about.kind == finding_kind::crash && peer_.is_ours() ? most_restarts
                                                                                 : most_questions;
  const plan least = minimised(seen.said, about.key, questions);
  for (unsigned i = 0; i < (about.kind == finding_kind::hang ? confirmations_of_hangs : confirmations); ++i) {
    if (const played last = play_and_mend(least); shows(last, about.key)) {
      about.turns = last.said.size();
      report(last, std::move(about));
      return;
    }
  }
  about.turns = seen.said.size();  // it does not come each time: then it is told as it was seen
  report(seen, std::move(about));
}

bool server_fuzzer::shows(const played& seen, const std::string& key) {
  return seen.what && seen.what->what.key == key;
}

server_fuzzer::played server_fuzzer::play_and_mend(const plan& what) {
  played seen = play(what);
  if (seen.what) {
    mend(*seen.what);
  }
  return seen;
}

plan server_fuzzer::minimised(plan what, const std::string& key, std::size_t& questions) {
  const auto still_holds = [&](const plan& fewer) {
    if (board_.stop) {
      questions = 0;
      return false;
    }
    return shows(play_and_mend(fewer), key);
  };
  minimise_list(what, questions, still_holds);
  simplify_turns(what, key, questions);
  return what;
}

void server_fuzzer::simplify_turns(plan& what, const std::string& key, std::size_t& questions) {
  const auto holds_with = [&](std::size_t i, const turn& simpler) {
    if (questions == 0 || board_.stop || simpler == what[i]) {
      return false;
    }
    --questions;
    plan tried = what;
    tried[i] = simpler;
    const bool holds = shows(play_and_mend(tried), key);
    if (holds) {
      what = std::move(tried);
    }
    return holds;
  };
  for (std::size_t i = 0; i < what.size(); ++i) {
    turn simpler = what[i];
    simpler.cut_at = simpler.cut_every = 0;
    static_cast<void>(holds_with(i, simpler));
    simpler = what[i];
    simpler.together = false;
    static_cast<void>(holds_with(i, simpler));
    // Half of the longest literal, as long as that will do.
    for (bool goes_on = true; goes_on && questions != 0;) {
      simpler = what[i];
      const auto longest = std::ranges::max_element(simpler.text.pieces, {}, [](const script::piece& part) {
        return part.kind == script::piece_kind::literal ? part.text.size() : 0;
      });
      goes_on = longest != simpler.text.pieces.end() && longest->text.size() > 16;
      if (goes_on) {
        longest->text.resize(longest->text.size() / 2);
        goes_on = holds_with(i, simpler);
      }
    }
  }
}

std::string server_fuzzer::repeat_command(const finding& what) const {
  if (what.kind == finding_kind::memory) {
    return fmt::format(
        "popquiz fuzz server {} --start {} --runs 1 --corpus DIR    # DIR has a copy of {}, nothing else",
        subject_.repeat_options, conformance::shell_word(subject_.start), what.script);
  }
  const std::string server = subject_.any_port ? "127.0.0.1:PORT" : peer_.name();
  std::string before =
      subject_.start.empty() ? std::string() : fmt::format("# the server: {}\n", subject_.start);
  if (what.kind == finding_kind::crash && !subject_.log.empty()) {
    before += fmt::format("# where only a process of it ends, others greet all the same: look into {}\n",
                          subject_.log);
  }
  return fmt::format("{}popquiz replay {} --as client {} {} --timeout {:g}", before,
                     conformance::shell_word(findings_.path(what.script)), server, subject_.repeat_options,
                     std::chrono::duration<double>(subject_.patience).count());
}

void server_fuzzer::report(const played& seen, finding about) {
  suspicion with = *seen.what;
  with.what = about;
  about.repeat = repeat_command(about);
  std::string more;
  if (about.kind == finding_kind::crash && !peer_.last_output().empty()) {
    more = fmt::format("What the server printed last, since it was started again:\n\n```\n{}\n```",
                       peer_.last_output());
  }
  if (!findings_.keep(about, peer_.name(), print_replay(seen.said, seen.record, with), more)) {
    leave();
  }
}

void server_fuzzer::look_for_leak(const plan& what) {
  const std::uint64_t resident = peer_.resident();
  if (resident > subject_.memory_limit) {
    played seen;
    seen.what = memory_suspicion("memory beyond the limit", "the server's memory is beyond the limit",
                                 fmt::format("{} MiB at most", subject_.memory_limit >> 20U),
                                 fmt::format("{} MiB", resident >> 20U));
    seen.said = what;
    seen.record = talk(what);
    mend(*seen.what);
    finding about = seen.what->what;
    if (known_.insert(about.key).second && findings_.claim(about)) {
      about.how_often = "not again: it is the sum of sessions";
      about.turns = about.turns_before = what.size();
      findings_.label(about);
      report(seen, std::move(about));
    }
    return;
  }
  if (!leaks_.is_suspect(what, resident)) {
    return;
  }
  const auto leak_of = [&](const plan& tried) {
    return leak_watch::octets_each(
        [&] {
          return !board_.stop && talk(tried).connected && peer_.crash(session_end::in_order, watch_).empty();
        },
        [&] { return peer_.resident(); });
  };
  std::optional<std::uint64_t> leak = leak_of(what);
  if (!leak) {
    return;
  }
  plan least = what;
  std::size_t questions = most_questions / 4;
  minimise_list(least, questions, [&](const plan& fewer) {
    const auto still = leak_of(fewer);
    leak = still ? still : leak;
    return still.has_value();
  });
  played seen;
  seen.record = talk(least);
  const std::string word = keyword_of(least.back());
  seen.said = std::move(least);
  leaks_.note_known(word);
  seen.what =
      memory_suspicion("memory " + word, fmt::format("each session with {} leaves memory behind", word),
                       "a server that frees what a session has used",
                       fmt::format("{} KiB more resident behind each session", *leak >> 10U));
  mend(*seen.what);
  finding about = seen.what->what;
  if (known_.insert(about.key).second && findings_.claim(about)) {
    about.how_often = "over 24 sessions in a row";
    about.turns_before = what.size();
    about.turns = seen.said.size();
    findings_.label(about);
    report(seen, std::move(about));
  }
}

}  // namespace popquiz::fuzz_wire
