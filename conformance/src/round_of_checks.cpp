#include "round_of_checks.hpp"

#include "not_run.hpp"

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

}  // namespace

std::vector<check_result> round_of_checks::play(const std::vector<std::size_t>& order,
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

std::string round_of_checks::ended_by() {
  const std::lock_guard lock(mutex_);
  return ended_by_;
}

void round_of_checks::work(const std::vector<std::size_t>& order, subject& server, std::vector<check_result>& results) {
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

void round_of_checks::tell(const std::string& id) {
  if (settings_.progress) {
    const std::lock_guard lock(mutex_);
    settings_.progress(begun_++, checks_.checks.size() * settings_.rounds, id);
  }
}

}  // namespace popquiz::conformance
