#include <popquiz/conformance/play.hpp>
#include <popquiz/conformance/requirement.hpp>
#include <popquiz/conformance/runner.hpp>

#include "check_order.hpp"
#include "level.hpp"
#include "needs.hpp"
#include "probe.hpp"
#include "rounds.hpp"
#include "sasl_proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

namespace popquiz::conformance {
namespace {

/// Checks in a row in which the server could not be used: nobody could log in before one, or it said nothing
/// at all in one. Behind so many it is given up, so that one that hangs does not cost a reply timeout a
/// check.
constexpr std::size_t useless_checks_limit = 3;

/// How long a check may go on, what it waits for by design left out.
constexpr auto check_limit = std::chrono::minutes(5);

/// What a body may have beyond twice the octets of the whole maildrop; with more it is one without end.
constexpr std::uint64_t body_slack = 1024ULL * 1024;

/// So that a server which floods costs a check little; `most` in any case.
std::uint64_t body_limit(const server_profile& profile, const script::maildrop_facts& mail,
                         std::uint64_t most) {
  std::uint64_t known = 0;
  for (std::uint64_t n = 1; n <= mail.messages(); ++n) {
    known += mail.octets(n).value_or(0);
  }
  // A listing has a line of 80 octets a message at most, or not many more.
  const std::uint64_t listing = 100 * std::min(most, std::max(profile.messages, mail.messages()));
  return std::min(most, 2 * std::min(most, std::max(profile.octets, known)) + listing + body_slack);
}

check_result describe_check(const check& c, const run_settings& settings) {
  check_result r;
  r.id = c.dialogue.id;
  r.title = c.dialogue.title;
  r.requirements = c.dialogue.requirements;
  r.level = level_of(c.dialogue);
  r.harm = c.dialogue.robustness;
  for (const std::string& id : r.requirements) {
    const requirement* const found = find_requirement(id);
    if (found != nullptr && std::ranges::find(r.clauses, found->clause) == r.clauses.end()) {
      r.clauses.emplace_back(found->clause);
    }
  }
  if (const auto expected = settings.expected.find(r.id); expected != settings.expected.end()) {
    r.expected_failure = true;
    r.expectation = expected->second.reason;
  }
  return r;
}

/// A failure that is listed is a known one only when it is the one that was meant.
void note_whether_known(check_result& r, const run_settings& settings) {
  const auto listed = settings.expected.find(r.id);
  if (listed != settings.expected.end() && !listed->second.is_met_by(r.expected, r.came)) {
    r.expected_failure = false;
    r.expectation = fmt::format("\"{}\": {}", listed->second.part, listed->second.reason);
  }
}

check_result skipped(const check& c, const run_settings& settings, std::string reason) {
  check_result r = describe_check(c, settings);
  r.outcome = verdict::skip;
  r.reason = std::move(reason);
  return r;
}

check_result failed_to_run(const check& c, const run_settings& settings, std::string reason) {
  check_result r = skipped(c, settings, std::move(reason));
  r.outcome = verdict::error;
  return r;
}

/// Why a check tells that the server can't be used; empty: it has said something.
std::string silence_in(const check_result& r) {
  const bool has_said = std::ranges::any_of(r.transcript, [](const script::transcript_line& line) {
    return line.mark == script::transcript_mark::server;
  });
  if (has_said || r.outcome == verdict::skip || r.outcome == verdict::pass) {
    return {};
  }
  return r.reason.empty() ? "expected " + r.expected + ", came " + r.came : r.reason;
}

/// Why the settings keep a check from running; empty: they do not.
std::string held_back(const check& c, const run_settings& settings) {
  if (c.dialogue.changes != script::changes_kind::nothing && !settings.allow_changes) {
    return "changes the mailbox (--allow-changes runs it)";
  }
  if (c.dialogue.slow.count() != 0 && !settings.allow_slow) {
    return fmt::format("takes {} s by design (--slow runs it)", c.dialogue.slow.count() / 1000);
  }
  return {};
}

/// The player came to no verdict: whose fault that is.
void judge_aborted(check_result& r, const script::play_result& played, const subject& server,
                   bool transport_failed) {
  r.outcome = verdict::error;
  r.reason = played.reason;
  if (transport_failed && !server.error_text().empty()) {
    r.reason += ": " + server.error_text();
  }
  if (!transport_failed && played.lacks_mail_facts) {  // a maildrop too large to fetch is nobody's error
    r.outcome = verdict::skip;
  }
}

}  // namespace

check_result run_check(const check& c, subject& server, const server_profile& profile,
                       const run_settings& settings) {
  for (const std::string& need : c.dialogue.needs) {
    std::string missing = missing_need(need, profile, server.mail(), server.knows_mail());
    if (!missing.empty()) {
      return skipped(c, settings, std::move(missing));
    }
  }
  check_result r = describe_check(c, settings);
  const sansio::time_point begin = server.now();
  script::player_settings with = settings.player;
  with.login = !profile.user && profile.apop ? script::login_way::apop : script::login_way::user;
  with.sasl_proof = sasl_proof;
  with.body_limit = body_limit(profile, server.mail(), with.body_limit);
  script::player player(c.dialogue, server.mail(), with);
  const bool transport_failed = play(player, server, begin + check_limit + 2 * c.dialogue.slow);
  server.drop_all();
  r.duration = std::chrono::duration_cast<std::chrono::microseconds>(server.now() - begin);

  const script::play_result& played = player.result();
  r.sessions = player.sessions();
  r.transcript = player.conversation().lines();
  r.where = fmt::format("{}.pop3:{}", r.id, played.where.line);
  switch (played.status) {
    case script::play_status::passed:
      r.outcome = verdict::pass;
      r.where.clear();
      break;
    case script::play_status::mismatch:
      r.outcome =
          c.dialogue.mismatch == script::mismatch_kind::deviation ? verdict::deviation : verdict::fail;
      r.expected = played.expected;
      r.came = played.came;
      note_whether_known(r, settings);
      break;
    case script::play_status::aborted:
    case script::play_status::running:
      judge_aborted(r, played, server, transport_failed);
      break;
  }
  return r;
}

namespace {

/// One round: each check once, by one thread a server.
class round_of_checks {
 public:
  round_of_checks(const suite& checks, const server_profile& profile, const run_settings& settings,
                  std::size_t begun)
      : checks_(checks), profile_(profile), settings_(settings), begun_(begun) {}

  /// Results by the check's index in the suite. `begun` checks were begun in earlier rounds.
  [[nodiscard]] std::vector<check_result> play(const std::vector<std::size_t>& order,
                                               std::span<subject* const> servers) {
    std::vector<check_result> results(order.size());
    if (servers.size() == 1) {
      work(order, *servers.front(), results);
      return results;
    }
    std::vector<std::jthread> threads;
    threads.reserve(servers.size());
    for (subject* const server : servers) {
      threads.emplace_back([&, server] { work(order, *server, results); });
    }
    threads.clear();  // joins them
    return results;
  }

  /// The failure that fail_fast ended the round for; empty: none.
  [[nodiscard]] std::string ended_by() {
    const std::lock_guard lock(mutex_);
    return ended_by_;
  }
  /// Whether a server could not be used any more: another round would find the same.
  [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }

 private:
  void work(const std::vector<std::size_t>& order, subject& server, std::vector<check_result>& results) {
    std::size_t useless_checks = 0;
    std::string why;
    for (std::size_t i = next_++; i < order.size(); i = next_++) {
      const check& c = checks_.checks[order[i]];
      check_result& result = results[order[i]];
      std::string reason = held_back(c, settings_);
      if (settings_.stop != nullptr && *settings_.stop) {
        reason = "interrupted";
      } else if (const std::string failed = ended_by(); !failed.empty()) {
        reason = failed + " has failed (--fail-fast)";
      }
      if (!reason.empty()) {
        result = skipped(c, settings_, std::move(reason));
        continue;
      }
      if (useless_checks >= useless_checks_limit) {
        gave_up_ = true;
        result = failed_to_run(c, settings_,
                               fmt::format("not run: the server was given up behind {} checks in a row in "
                                           "which it could not be used: {}",
                                           useless_checks_limit, why));
        continue;
      }
      tell(c.dialogue.id);
      if (!server.prepare(c.dialogue, why)) {
        ++useless_checks;
        result = failed_to_run(c, settings_, why);
        continue;
      }
      if (c.dialogue.changes != script::changes_kind::nothing) {
        reason = server.keeps_mail();
      }
      result = reason.empty() ? run_check(c, server, profile_, settings_)
                              : skipped(c, settings_, std::move(reason));
      if (const std::string silence = silence_in(result); !silence.empty()) {
        ++useless_checks;
        why = silence;
      } else if (result.outcome != verdict::skip) {
        useless_checks = 0;
      }
      if (settings_.fail_fast && is_unexpected_failure(result)) {
        const std::lock_guard lock(mutex_);
        ended_by_ = result.id;
      }
    }
  }

  void tell(const std::string& id) {
    if (settings_.progress) {
      const std::lock_guard lock(mutex_);
      settings_.progress(begun_++, checks_.checks.size() * settings_.rounds, id);
    }
  }

  const suite& checks_;
  const server_profile& profile_;
  const run_settings& settings_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t begun_;
  std::string ended_by_;
  std::atomic<bool> gave_up_ = false;
};

void play_rounds(const suite& checks, std::span<subject* const> servers, const run_settings& settings,
                 run_result& result) {
  check_order random(settings.seed.value_or(0));
  std::vector<std::size_t> in_order(checks.checks.size());
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::vector<std::size_t> shown = in_order;  // the order of the report: that of the first round
  std::vector<check_result> results;
  bool ended = false;
  for (result.rounds = 0; result.rounds < std::max<std::size_t>(settings.rounds, 1) && !ended;
       ++result.rounds) {
    const std::vector<std::size_t> order = settings.seed ? random.next(checks.checks) : in_order;
    round_of_checks round(checks, result.profile, settings, result.rounds * checks.checks.size());
    std::vector<check_result> again = round.play(order, servers);
    if (result.rounds == 0) {
      results = std::move(again);
      shown = order;
    } else {
      for (std::size_t i = 0; i < results.size(); ++i) {
        add_round(results[i], std::move(again[i]));
      }
    }
    ended = !round.ended_by().empty() || round.gave_up() || (settings.stop != nullptr && *settings.stop);
  }
  for (const std::size_t i : shown) {
    result.checks.push_back(std::move(results[i]));
  }
}

}  // namespace

run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings) {
  subject* const only = &server;
  return run_suite(checks, std::span(&only, 1), settings);
}

run_outcome run_suite(const suite& checks, std::span<subject* const> servers, const run_settings& settings) {
  run_outcome outcome;
  run_result& result = outcome.result;
  subject& first = *servers.front();
  result.version = settings.version;
  result.started = settings.started;
  result.seed = settings.seed;
  result.profile.name = first.name();

  outcome.reached = true;
  if (checks.checks.empty()) {
    return outcome;
  }
  const sansio::time_point begin = first.now();
  const auto profile = take_profile(first, settings.player, outcome.why);
  if (!profile) {
    outcome.reached = false;
    return outcome;
  }
  result.profile = *profile;
  play_rounds(checks, servers, settings, result);
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(first.now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
