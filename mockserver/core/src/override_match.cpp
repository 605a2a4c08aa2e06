#include "override_match.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace popquiz::mockserver {
namespace {

using parser::command_view;
using parser::parse_errc;
using script::guard_kind;
using script::on_event;

bool concerns_command(const script::on_step& block, const command_view& command,
                      script::variables& captures) {
  const bool verb_matches = !block.verb || (command.info != nullptr && command.info->id == *block.verb);
  switch (block.event) {
    case on_event::any_command:
      return true;
    case on_event::unknown:
      return command.info == nullptr;
    case on_event::invalid:
      return command.info != nullptr && command.error != parse_errc::none && verb_matches;
    case on_event::command:
      if (command.info == nullptr || !verb_matches) {
        return false;
      }
      if (block.argument) {
        return command.has_argument && match_exact(*block.argument, command.argument_text, captures);
      }
      return block.bare ? !command.has_argument : command.error == parse_errc::none;
    default:
      return false;
  }
}

bool concerns(const script::on_step& block, const session_event& event, script::variables& captures) {
  if (event.what == on_event::command) {
    return event.command != nullptr && concerns_command(block, *event.command, captures);
  }
  return block.event == event.what && (block.event != on_event::idle || block.idle <= event.idle);
}

bool in_lower_case(std::string_view keyword) {
  return std::any_of(keyword.begin(), keyword.end(), [](char octet) { return octet >= 'a' && octet <= 'z'; });
}

/// Every guard but the counters of uses.
bool holds(const script::guard& g, const command_view* command, const session_data& session) {
  using parser::session_state;
  const std::uint64_t number = command != nullptr ? command->number : 0;
  const bool names_message = session.drop && session.drop->exists(number);
  switch (g.kind) {
    case guard_kind::state:
      return session.in_transaction() == (g.state == session_state::transaction) &&
             session.state != session_state::ended;
    case guard_kind::deleted:
      return names_message && !session.drop->is_listed(number);
    case guard_kind::not_deleted:
      return names_message && session.drop->is_listed(number);
    case guard_kind::after:
      return session.answered_ok[static_cast<std::size_t>(g.verb)];
    case guard_kind::session:
      return session.number == g.number;
    case guard_kind::from_session:
      return session.number >= g.number;
    case guard_kind::empty_maildrop:
      return session.drop && session.drop->listed_messages() == 0;
    case guard_kind::lower_case:
      return command != nullptr && in_lower_case(command->keyword);
    case guard_kind::longer_than:
      return command != nullptr &&
             (command->error == parse_errc::command_line_too_long || command->line.size() > g.number);
    case guard_kind::larger_than:
      return names_message && session.drop->octets(number) > g.number;
    case guard_kind::pipelined:
      return session.more_waits;
    case guard_kind::use:
    case guard_kind::from_use:
      return true;
  }
  return false;
}

bool use_holds(const script::guard& g, std::uint64_t uses) {
  return (g.kind != guard_kind::use || uses == g.number) &&
         (g.kind != guard_kind::from_use || uses >= g.number);
}

}  // namespace

override_matcher::override_matcher(std::shared_ptr<const override_scripts> overrides)
    : overrides_(std::move(overrides)) {
  for (const auto& each : *overrides_) {
    for (const script::step& s : each->steps) {
      if (const auto* block = std::get_if<script::on_step>(&s.what)) {
        candidates_.push_back({{block, each.get()}});
      }
    }
  }
}

override_matcher::found_block override_matcher::find(const session_event& event, const session_data& session,
                                                     script::variables& captures) {
  candidate* found = nullptr;
  for (candidate& c : candidates_) {
    script::variables captured;
    const script::on_step& block = *c.what.block;
    if ((c.idle_is_over && event.what == on_event::idle) || !concerns(block, event, captured)) {
      continue;
    }
    // Where a guard does not hold, too: it would be due again at once, and for ever.
    c.idle_is_over = event.what == on_event::idle;
    if (!std::all_of(block.guards.begin(), block.guards.end(),
                     [&](const script::guard& g) { return holds(g, event.command, session); })) {
      continue;
    }
    ++c.uses;  // also behind the first that answers: each block counts for itself
    if (found == nullptr && std::all_of(block.guards.begin(), block.guards.end(),
                                        [&](const script::guard& g) { return use_holds(g, c.uses); })) {
      found = &c;
      captures = std::move(captured);
    }
    if (event.what == on_event::idle && found == &c) {
      break;  // the others that are due come next
    }
  }
  return found == nullptr ? found_block{} : found->what;
}

std::optional<std::chrono::milliseconds> override_matcher::next_idle() const noexcept {
  std::optional<std::chrono::milliseconds> next;
  for (const candidate& c : candidates_) {
    const script::on_step& block = *c.what.block;
    if (block.event == on_event::idle && !c.idle_is_over && (!next || block.idle < *next)) {
      next = block.idle;
    }
  }
  return next;
}

void override_matcher::end_idle() noexcept {
  for (candidate& c : candidates_) {
    c.idle_is_over = false;
  }
}

}  // namespace popquiz::mockserver
