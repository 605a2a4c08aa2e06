#include <popquiz/conformance/play.hpp>
#include <popquiz/conformance/runner.hpp>

#include "run/sasl_proof.hpp"
#include "suite/described_check.hpp"
#include "suite/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace popquiz::conformance {
namespace {

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
                       const run_settings& settings, const std::function<bool()>& cancelled) {
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
  const bool transport_failed = play(player, server, begin + check_limit + 2 * c.dialogue.slow, cancelled);
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

}  // namespace popquiz::conformance
