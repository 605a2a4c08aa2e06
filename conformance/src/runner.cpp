#include <popquiz/conformance/play.hpp>
#include <popquiz/conformance/runner.hpp>

#include "check_rounds.hpp"
#include "described_check.hpp"
#include "needs.hpp"
#include "probe.hpp"
#include "sasl_proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

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

/// Plays against one server, and gives it up when it is of no use.
class server_player final : public check_player {
 public:
  server_player(subject& server, const server_profile& profile, const run_settings& settings)
      : server_(server), profile_(profile), settings_(settings) {}

  [[nodiscard]] bool gave_up() const override { return useless_checks_ >= useless_checks_limit; }

  [[nodiscard]] check_result play(const check& c) override {
    if (gave_up()) {
      return failed_to_run(c, settings_,
                           fmt::format("not run: the server was given up behind {} checks in a row in "
                                       "which it could not be used: {}",
                                       useless_checks_limit, why_));
    }
    if (!server_.prepare(c.dialogue, why_)) {
      ++useless_checks_;
      return failed_to_run(c, settings_, why_);
    }
    std::string reason = c.dialogue.changes == script::changes_kind::nothing ? "" : server_.keeps_mail();
    check_result result = reason.empty() ? run_check(c, server_, profile_, settings_)
                                         : skipped(c, settings_, std::move(reason));
    if (const std::string silence = silence_in(result); !silence.empty()) {
      ++useless_checks_;
      why_ = silence;
    } else if (result.outcome != verdict::skip) {
      useless_checks_ = 0;
    }
    return result;
  }

 private:
  subject& server_;
  const server_profile& profile_;
  const run_settings& settings_;
  std::size_t useless_checks_ = 0;
  std::string why_;
};

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
  std::vector<server_player> made;
  made.reserve(servers.size());
  std::vector<check_player*> players;
  for (subject* const server : servers) {
    players.push_back(&made.emplace_back(*server, result.profile, settings));
  }
  play_rounds(checks, players, settings, result);
  result.duration = std::chrono::duration_cast<std::chrono::microseconds>(first.now() - begin);
  return outcome;
}

}  // namespace popquiz::conformance
