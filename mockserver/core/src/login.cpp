#include "login.hpp"

#include "drop_text.hpp"
#include "utf8_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::mockserver {
namespace {

/// A name or password as it is compared (RFC 6856 §2.2); nothing when it is none. SASLprep leaves ASCII as it
/// is.
std::optional<std::string> prepared(const session_data& session, std::string_view text, preparation how) {
  const server_settings& settings = session.server.settings();
  if (is_ascii(text) || !settings.capabilities.has(capability::utf8)) {
    return std::string(text);
  }
  if (!is_utf8(text)) {
    return std::nullopt;
  }
  return settings.prepare == nullptr ? std::optional(std::string(text)) : settings.prepare(text, how);
}

std::shared_ptr<account> find_account(const session_data& session, std::string_view name) {
  const auto found = prepared(session, name, preparation::query);
  return found ? session.server.find_account(*found) : nullptr;
}

}  // namespace

login_outcome open_maildrop_of(session_data& session, const std::shared_ptr<account>& who) {
  maildrop_lock lock;
  if (!who->locked) {
    lock = maildrop_lock(who);
  } else if (!session.ignore_lock) {
    return login_outcome::locked;
  }
  std::unique_ptr<maildrop_snapshot> snapshot = who->drop != nullptr ? who->drop->open() : nullptr;
  if (snapshot == nullptr) {
    return login_outcome::cannot_open;  // the lock goes with this scope, before the reply
  }
  session.ignore_lock = false;
  session.drop.emplace(std::move(snapshot), std::move(lock));
  return login_outcome::entered;
}

reply log_in(session_data& session, const std::shared_ptr<account>& who) {
  const auto delay = session.server.settings().login_delay;
  if (who->last_login && session.now - *who->last_login < delay) {
    return refuse("LOGIN-DELAY", "logged in too recently");  // RFC 2449 §8.1.1
  }
  switch (open_maildrop_of(session, who)) {
    case login_outcome::locked:
      return refuse("IN-USE", "another session has locked this maildrop");  // RFC 2449 §8.1.2
    case login_outcome::cannot_open:
      return refuse("SYS/PERM", "the maildrop can't be opened");  // RFC 3206 §4
    case login_outcome::entered:
      break;
  }
  who->last_login = session.now;
  return accept("maildrop has " + drop_text(*session.drop));
}

reply user(session_data& session, const parser::command_view& command) {
  if (!session.allows_secrets()) {
    return refuse("only inside TLS");
  }
  if (!prepared(session, command.first, preparation::query)) {
    return refuse("this can't be a name");  // RFC 6856 §2.2, whoever there is
  }
  // Any other name is welcome: the reply gives no clue which ones exist (RFC 1939 §13).
  session.user = command.first;
  return accept("send the password");
}

reply pass(session_data& session, const parser::command_view& command) {
  const auto who = find_account(session, session.user);
  const auto said = prepared(session, command.first, preparation::query);
  if (who == nullptr || !said || said != prepared(session, who->password, preparation::query)) {
    return refuse("AUTH", "invalid user name or password");  // RFC 3206 §5
  }
  return log_in(session, who);
}

reply apop(session_data& session, const parser::command_view& command) {
  const auto who = find_account(session, command.first);
  const auto password = who == nullptr ? std::nullopt : prepared(session, who->password, preparation::stored);
  if (!password || session.server.settings().md5_hex(session.timestamp + *password) != command.second) {
    return refuse("AUTH", "permission denied");
  }
  return log_in(session, who);
}

}  // namespace popquiz::mockserver
