#include <popquiz/conformance/play.hpp>
#include <popquiz/conformance/requirement.hpp>
#include <popquiz/conformance/runner.hpp>

#include "level.hpp"
#include "needs.hpp"
#include "probe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

/// Checks in a row that could not be prepared; after so many the server is given up.
constexpr std::size_t prepare_failures_limit = 3;

/// How long a check may go on, what it waits for by design left out.
constexpr auto check_limit = std::chrono::minutes(5);

check_result describe_check(const check& c, const run_settings& settings) {
  check_result r;
  r.id = c.dialogue.id;
  r.title = c.dialogue.title;
  r.requirements = c.dialogue.requirements;
  r.level = strongest_level(r.requirements);
  for (const std::string& id : r.requirements) {
    const requirement* const found = find_requirement(id);
    if (found != nullptr && std::ranges::find(r.clauses, found->clause) == r.clauses.end()) {
      r.clauses.emplace_back(found->clause);
    }
  }
  if (const auto expected = settings.expected.find(r.id); expected != settings.expected.end()) {
    r.expected_failure = true;
    r.expectation = expected->second;
  }
  return r;
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
  bool all_known = true;
  for (std::uint64_t n = 1; n <= server.mail().messages(); ++n) {
    all_known = all_known && server.mail().message(n).has_value();
  }
  if (!transport_failed && !all_known) {
    r.outcome = verdict::skip;  // a maildrop too large to fetch is nobody's error
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
      break;
    case script::play_status::aborted:
    case script::play_status::running:
      judge_aborted(r, played, server, transport_failed);
      break;
  }
  return r;
}

run_outcome run_suite(const suite& checks, subject& server, const run_settings& settings) {
  run_outcome outcome;
  run_result& result = outcome.result;
  result.version = settings.version;
  result.started = settings.started;
  result.profile.name = server.name();

  outcome.reached = true;
  if (checks.checks.empty()) {
    return outcome;
  }
  const sansio::time_point begin = server.now();
  const auto profile = take_profile(server, settings.player, outcome.why);
  if (!profile) {
    outcome.reached = false;
    return outcome;
  }
  result.profile = *profile;

  std::size_t prepare_failures = 0;
  std::string why;
  for (std::size_t i = 0; i < checks.checks.size(); ++i) {
    const check& c = checks.checks[i];
    std::string reason = held_back(c, settings);
    if (settings.stop != nullptr && *settings.stop) {
      reason = "interrupted";
    } else if (prepare_failures >= prepare_failures_limit) {
      reason = "the server could not be used any more: " + why;
    }
    if (!reason.empty()) {
      result.checks.push_back(skipped(c, settings, std::move(reason)));
      continue;
    }
    if (settings.progress) {
      settings.progress(i, checks.checks.size(), c.dialogue.id);
    }
    if (!server.prepare(c.dialogue, why)) {
      ++prepare_failures;
      result.checks.push_back(failed_to_run(c, settings, why));
      continue;
    }
    prepare_failures = 0;
    if (c.dialogue.changes != script::changes_kind::nothing) {
      reason = server.keeps_mail();
    }
    result.checks.push_back(!reason.empty() ? skipped(c, settings, std::move(reason))
                                            : run_check(c, server, result.profile, settings));
  }
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(server.now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
