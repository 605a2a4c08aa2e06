#include "server_fuzzer.hpp"

#include "behaviour.hpp"
#include "plan_mutator.hpp"
#include "server/probe.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t share_of_slow =
    64;  // what is known to hang, or to be slow, is said once in so many runs
constexpr auto slow_refusal = std::chrono::milliseconds(100);  // of a login: many servers delay it
constexpr std::uint64_t most_messages = 1000;                  // that the reference server is given
constexpr milliseconds patience_for_return{10'000};            // of a server that is not ours to start

std::vector<std::string> words_behind(const std::vector<std::string>& capabilities, std::string_view tag) {
  std::vector<std::string> words;
  for (const std::string& line : capabilities) {
    if (line.size() > tag.size() && std::string_view(line).starts_with(tag) && line[tag.size()] == ' ') {
      for (std::size_t at = tag.size() + 1; at < line.size();) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end + 1;
      }
    }
  }
  return words;
}

bool has_tag(const std::vector<std::string>& capabilities, std::string_view tag) {
  return std::ranges::any_of(capabilities, [&](const std::string& line) {
    return std::string_view(line).substr(0, line.find(' ')) == tag;
  });
}

/// A server that can do what this one says that it can, and no more.
mockserver::server_settings like(const conformance::server_profile& profile) {
  mockserver::server_settings settings;
  std::string why;
  const auto leave_out = [&](bool is_there, std::string_view name) {
    if (!is_there) {
      static_cast<void>(mockserver::leave_out(name, settings, why));
    }
  };
  leave_out(profile.top, "TOP");
  leave_out(profile.uidl, "UIDL");
  leave_out(profile.apop, "APOP");
  if (profile.answers_capa) {
    const auto& said = profile.capabilities_before_login;
    leave_out(has_tag(said, "STLS"), "STLS");
    leave_out(has_tag(said, "SASL"), "SASL");
    leave_out(has_tag(said, "UTF8"), "UTF8");
    leave_out(has_tag(said, "LANG"), "LANG");
  }
  return settings;
}

/// Where a session came to its end.
std::string place_of(const session_record& record) {
  const exchange* const last = record.last();
  return record.is_loose() ? "octets that are no lines"
         : last == nullptr ? "connecting"
                           : fmt::format("{} in {}", last->said, describe(last->before));
}

server_address address_of(const server_campaign& subject) {
  return {subject.where,           subject.start, subject.any_port,
          subject.is_instrumented, subject.log,   subject.is_alone};
}

}  // namespace

server_fuzzer::server_fuzzer(const server_campaign& subject, campaign_board& board, finding_folder& findings,
                             std::uint64_t runs)
    : subject_(subject), board_(board), findings_(findings), runs_(runs), peer_(address_of(subject)) {
  session_.user = subject.login.user;
  session_.password = subject.login.password;
  session_.patience = subject.patience;
  session_.loose_patience = std::min(session_.loose_patience, subject.patience);
  session_.allow_changes = subject.allow_changes;
}

bool server_fuzzer::begin(std::string& why) {
  if (!peer_.start(why)) {
    return false;
  }
  const auto profile = conformance::take_profile(peer_.wire(), subject_.login, why);
  if (!profile) {
    return false;
  }
  words_.messages = std::min(profile->messages, most_messages);
  words_.apop = profile->apop;
  words_.stls = profile->tls.begins == conformance::tls_beginning::by_stls && profile->tls.fault.empty();
  words_.mechanisms = words_behind(profile->capabilities_before_login, "SASL");
  reference_ = std::make_unique<conformance::memory_subject>(
      conformance::account_settings{session_.user, session_.password}, like(*profile));
  reference_->set_mail(
      std::vector<std::string>(static_cast<std::size_t>(words_.messages), "Subject: fuzz\r\n\r\ntext\r\n"));
  return true;
}

std::vector<std::string> server_fuzzer::seeds() const {
  std::vector<std::string> texts;
  for (const plan& each : first_plans(words_)) {
    texts.push_back(print_plan(each));
  }
  return texts;
}

std::string server_fuzzer::mutate(std::string_view input, std::size_t limit, unsigned seed) {
  random_source random(seed);
  plan what = read_plan(input).value_or(plan{});
  for (;;) {
    plan changed = what;
    fuzz_wire::mutate(changed, words_, random);
    std::string text = print_plan(changed);
    if (text.size() <= limit) {
      return text;
    }
    if (!what.empty()) {
      what.pop_back();
    }
  }
}

std::string server_fuzzer::cross(std::string_view front, std::string_view back, std::size_t limit,
                                 unsigned seed) {
  random_source random(seed);
  std::string text =
      print_plan(spliced(read_plan(front).value_or(plan{}), read_plan(back).value_or(plan{}), random));
  return text.size() > limit ? std::string(front) : text;
}

void server_fuzzer::leave() {
  // The program that we have started ends with its guard, which ends with us.
  ::_exit(0);
}

session_record server_fuzzer::talk(const plan& what) {
  ++board_.executions;
  return run_session(what, peer_.wire(), session_);
}

server_fuzzer::played server_fuzzer::play(const plan& what) {
  played seen;
  const session_record reference = run_session(what, *reference_, session_);
  seen.said = what;
  seen.record = talk(what);
  look_for_crash(seen, reference);
  if (!seen.what && seen.record.connected) {
    seen.what = judge_session(seen.record, reference);
  }
  before_ = seen;
  return seen;
}

void server_fuzzer::look_for_crash(played& seen, const session_record& reference) {
  const session_record& record = seen.record;
  const bool is_cut = !record.is_greeted() || (record.ended_by_server && !reference.ended_by_server);
  const session_end end = is_cut                                                     ? session_end::by_server
                          : record.is_loose() && record.loose_replies.ends_with('.') ? session_end::unclear
                                                                                     : session_end::in_order;
  if (const std::string how = peer_.crash(end, watch_); !how.empty()) {
    blame(seen);
    seen.what = crashed(record, how);
  } else if (!record.is_greeted() && !peer_.answers_within(session_.patience)) {
    blame(seen);
    seen.what = unreachable(record);
  }
}

void server_fuzzer::blame(played& seen) {
  if (!seen.record.is_greeted() && before_) {
    static_cast<session&>(seen) = *std::exchange(before_, std::nullopt);
    seen.is_before = true;
  }
}

suspicion server_fuzzer::crashed(const session_record& record, const std::string& how) {
  suspicion made;
  made.what.kind = finding_kind::crash;
  const exchange* const last = record.last();
  const std::string where = place_of(record);
  // The numbers in a sanitizer's line are addresses.
  const std::string signature = slug(how.substr(0, how.find(" on ")), 40);
  made.what.key = fmt::format("crash {} {}", signature, where);
  made.what.title = fmt::format("the server ends behind {}: {}", where, how);
  made.what.expected = "a server that goes on";
  made.what.came = how;
  made.exchange_index = record.exchanges.empty() ? 0 : record.exchanges.size() - 1;
  made.turn = last == nullptr ? 0 : last->turn;
  return made;
}

suspicion server_fuzzer::unreachable(const session_record& record) const {
  suspicion made;
  made.what.kind = peer_.is_ours() ? finding_kind::hang : finding_kind::gone;
  made.what.key = fmt::format("{} behind {}", describe(made.what.kind), place_of(record));
  made.what.title =
      fmt::format("the server takes no connection any more, or does not greet, behind {}", place_of(record));
  made.what.expected = "a greeting";
  made.what.came = "none in time";
  made.turn = record.last() == nullptr ? greeting_turn : record.last()->turn;
  return made;
}

void server_fuzzer::mend(const suspicion& behind) {
  const finding_kind kind = behind.what.kind;
  if (!breaks_subject(kind)) {
    return;
  }
  before_.reset();
  std::string why;
  if (peer_.is_ours()) {
    ++board_.restarts;
    leaks_.begin_again();
    if (!peer_.start(why)) {
      board_.give_up("it can't be started again: " + why);
      leave();
    }
  } else if (kind != finding_kind::hang && !peer_.answers_within(patience_for_return)) {
    board_.give_up(fmt::format("{} takes no connection any more, and is not popquiz's to start (--start)",
                               peer_.name()));
    leave();
  }
}

bool server_fuzzer::execute(std::string_view input) {
  if (board_.stop || (runs_ != 0 && own_runs_ >= runs_)) {
    leave();
  }
  auto what = read_plan(input);
  if (what && own_runs_ % share_of_slow != 0) {
    std::erase_if(*what, [&](const turn& each) {
      return (refuses_slowly_ && is_wrong_login(each)) ||
             (!hanging_.empty() && hanging_.contains(print_plan({each})));
    });
  }
  if (!what || what->empty()) {
    return false;
  }
  ++own_runs_;
  if (peer_.coverage()) {
    peer_.coverage()->clear();
  }
  const played seen = play(*what);
  if (!seen.is_before) {
    count_session(*what, seen.record, board_);
    board_.withheld += seen.record.withheld;
    note_slow_refusals(seen.record);
  }
  count_edges();
  if (seen.what) {
    mend(*seen.what);
    if (seen.what->what.kind == finding_kind::hang && seen.what->turn < seen.said.size()) {
      hanging_.insert(print_plan({seen.said[seen.what->turn]}));
    }
    take_up(seen);
  } else if (peer_.is_ours()) {
    look_for_leak(*what);
  }
  // What has broken the server would break it again with each input that is made of it.
  return !seen.what || !breaks_subject(seen.what->what.kind);
}

void server_fuzzer::note_slow_refusals(const session_record& record) {
  refuses_slowly_ = refuses_slowly_ || std::ranges::any_of(record.exchanges, [](const exchange& e) {
                      const bool is_login =
                          e.is_response || (e.command != nullptr && (e.command->id == parser::verb::pass ||
                                                                     e.command->id == parser::verb::apop ||
                                                                     e.command->id == parser::verb::auth));
                      return is_login && e.reply == reply_class::err && e.time > slow_refusal;
                    });
}

void server_fuzzer::count_edges() {
  if (!peer_.coverage()) {
    return;
  }
  const auto counters = peer_.coverage()->counters();
  for (std::size_t i = 0; i < counters.size(); ++i) {
    if (counters[i] != 0) {
      count_edge(i, counters[i]);
      board_.note_edge(i);
    }
  }
}

}  // namespace popquiz::fuzz_wire
