#include "override_actions.hpp"

#include "login.hpp"

#include <utility>

namespace popquiz::mockserver {
namespace {

using parser::session_state;
using script::drop_action;

/// `enter TRANSACTION`: with the maildrop of whom USER or APOP named, else of the first account.
std::string log_in(session_data& session) {
  if (session.in_transaction()) {
    return {};
  }
  auto who = session.server.find_account(session.named);
  if (who == nullptr) {
    who = session.server.first_account();
  }
  if (who == nullptr) {
    return "there is no account to enter TRANSACTION with";
  }
  session.ignore_lock = true;
  const bool entered = open_maildrop_of(session, who) == login_outcome::entered;
  session.ignore_lock = false;
  if (!entered) {
    return "the maildrop to enter TRANSACTION with can't be opened";
  }
  session.exchange.reset();
  session.state = session_state::transaction;
  session.entered_transaction = true;
  return {};
}

void log_out(session_data& session) {
  session.drop.reset();
  session.exchange.reset();
  session.entered_transaction = false;
  session.state = session_state::authorization;
}

}  // namespace

std::string run_drop_action(session_data& session, drop_action action, std::uint64_t number) {
  switch (action) {
    case drop_action::ignore_lock:
      session.ignore_lock = true;
      return {};
    case drop_action::log_in:
      return log_in(session);
    case drop_action::log_out:
      log_out(session);
      return {};
    default:
      break;
  }
  if (!session.drop) {
    return "no maildrop is open";
  }
  opened_maildrop& drop = *session.drop;
  switch (action) {
    case drop_action::remove:
      if (!drop.exists(number)) {
        return "there is no message " + std::to_string(number) + " to remove";
      }
      return drop.remove(number) ? "" : "message " + std::to_string(number) + " can't be removed";
    case drop_action::update:
      return drop.update() ? "" : "some deleted messages not removed";
    case drop_action::keep_lock:
      session.server.keep(std::move(drop.lock()));
      return {};
    case drop_action::release_lock:
      drop.lock().release();
      return {};
    case drop_action::restore:
      drop.unmark(number);
      return {};
    default:
      return "this action is not known";
  }
}

}  // namespace popquiz::mockserver
