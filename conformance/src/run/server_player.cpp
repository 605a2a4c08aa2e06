#include "run/server_player.hpp"

#include "suite/described_check.hpp"

#include <fmt/format.h>

#include <algorithm>
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

}  // namespace

bool server_player::gave_up() const {
  return useless_checks_ >= useless_checks_limit;
}

check_result server_player::play(const check& c) {
  if (gave_up()) {
    return failed_to_run(c, *settings_,
                         fmt::format("not run: the server was given up behind {} checks in a row in "
                                     "which it could not be used: {}",
                                     useless_checks_limit, why_));
  }
  if (!server_->prepare(c.dialogue, why_)) {
    ++useless_checks_;
    return failed_to_run(c, *settings_, why_);
  }
  std::string reason = c.dialogue.changes == script::changes_kind::nothing ? "" : server_->keeps_mail();
  check_result result = reason.empty() ? run_check(c, *server_, *profile_, *settings_)
                                       : skipped(c, *settings_, std::move(reason));
  if (const std::string silence = silence_in(result); !silence.empty()) {
    ++useless_checks_;
    why_ = silence;
  } else if (result.outcome != verdict::skip) {
    useless_checks_ = 0;
  }
  return result;
}

}  // namespace popquiz::conformance
