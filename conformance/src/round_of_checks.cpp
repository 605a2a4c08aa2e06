#include "round_of_checks.hpp"

#include "not_run.hpp"
#include "slow_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace popquiz::conformance {
namespace {

/// Checks in a row in which the server could not be used: nobody could log in before one, or it said nothing
/// at all in one. Behind so many it is given up, so that one that hangs does not cost a reply timeout a
/// check.
constexpr std::size_t useless_checks_limit = 3;

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

/// The parts of a round, in the order in which they are played; each has indices of the suite.
struct parts_of_round {
  std::vector<std::size_t> quick;
  std::vector<std::size_t> slow_before_login;
  std::vector<std::size_t> slow;
  std::vector<std::size_t> changing;
};

parts_of_round split(const suite& checks, const std::vector<std::size_t>& order,
                     const run_settings& settings) {
  parts_of_round parts;
  for (const std::size_t i : order) {
    const script::script& s = checks.checks[i].dialogue;
    const bool is_slow = s.slow.count() != 0 && settings.allow_slow;
    if (s.changes != script::changes_kind::nothing) {
      parts.changing.push_back(i);
    } else if (is_slow) {
      (script::needs_login(s) ? parts.slow : parts.slow_before_login).push_back(i);
    } else {
      parts.quick.push_back(i);
    }
  }
  return parts;
}

}  // namespace

std::vector<check_result> round_of_checks::play(const std::vector<std::size_t>& order,
                                                std::span<subject* const> servers) {
  std::vector<check_result> results(order.size());
  const parts_of_round parts = split(checks_, order, settings_);
  if (parts.slow.empty() && parts.slow_before_login.empty()) {
    play_each(order, servers, results);
    return results;
  }
  slow_checks slow(checks_, profile_, settings_, state_, results);
  slow.begin(parts.slow_before_login, parts.slow, *servers.front());
  play_each(parts.quick, servers, results);
  slow.play_others(*servers.front());
  play_each(parts.changing, servers, results);
  return results;
}

void round_of_checks::play_each(const std::vector<std::size_t>& which, std::span<subject* const> servers,
                                std::vector<check_result>& results) {
  std::atomic<std::size_t> next = 0;
  if (servers.size() == 1) {
    work(which, next, *servers.front(), results);
    return;
  }
  std::vector<std::jthread> threads;  // joined at the end
  threads.reserve(servers.size());
  for (subject* const server : servers) {
    threads.emplace_back([&, server] { work(which, next, *server, results); });
  }
}

void round_of_checks::work(const std::vector<std::size_t>& which, std::atomic<std::size_t>& next,
                           subject& server, std::vector<check_result>& results) {
  std::size_t useless_checks = 0;
  std::string why;
  for (std::size_t i = next++; i < which.size(); i = next++) {
    const check& c = checks_.checks[which[i]];
    check_result& result = results[which[i]];
    std::string reason = held_back(c, settings_);
    if (std::string over = state_.over(); !over.empty()) {
      reason = std::move(over);
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
    state_.tell(c.dialogue.id);
    if (!server.prepare(c.dialogue, why)) {
      ++useless_checks;
      result = failed_to_run(c, settings_, why);
      continue;
    }
    if (c.dialogue.changes != script::changes_kind::nothing) {
      reason = server.keeps_mail();
    }
    result =
        reason.empty() ? run_check(c, server, profile_, settings_) : skipped(c, settings_, std::move(reason));
    if (const std::string silence = silence_in(result); !silence.empty()) {
      ++useless_checks;
      why = silence;
    } else if (result.outcome != verdict::skip) {
      useless_checks = 0;
    }
    state_.note(result);
  }
}

}  // namespace popquiz::conformance
