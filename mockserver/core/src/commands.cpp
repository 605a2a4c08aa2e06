#include "commands.hpp"

#include "auth_exchange.hpp"
#include "listing_output.hpp"
#include "login.hpp"
#include "message_output.hpp"
#include "outbox.hpp"

#include <popquiz/parser/reply_serializer.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace popquiz::mockserver {
namespace {

using parser::command_view;
using parser::session_state;
using parser::verb;

reply accept(std::string text, std::unique_ptr<reply_body> body = nullptr) {
  return {true, std::move(text), std::move(body), {}, false};
}

reply refuse(std::string text) {
  return {false, std::move(text), nullptr, {}, false};
}

/// `code`: a constant.
reply refuse(std::string_view code, std::string text) {
  return {false, std::move(text), nullptr, code, false};
}

std::string count_text(std::uint64_t messages) {
  return std::to_string(messages) + (messages == 1 ? " message" : " messages");
}

std::string drop_text(const opened_maildrop& drop) {
  return count_text(drop.listed_messages()) + " (" + std::to_string(drop.listed_octets()) + " octets)";
}

reply no_such_message(const opened_maildrop& drop, std::uint64_t number) {
  if (drop.exists(number)) {
    return refuse("this message is deleted");
  }
  return refuse("no such message, only " + count_text(drop.messages()) + " in maildrop");
}

// ---- AUTHORIZATION ------------------------------------------------------------------------------

reply log_in(session_data& session, const std::shared_ptr<account>& who) {
  switch (open_maildrop_of(session, who)) {
    case login_outcome::locked:
      return refuse("IN-USE", "another session has locked this maildrop");  // RFC 2449 §8.1.2
    case login_outcome::cannot_open:
      return refuse("SYS/PERM", "the maildrop can't be opened");  // RFC 3206 §4
    case login_outcome::entered:
      break;
  }
  return accept("maildrop has " + drop_text(*session.drop));
}

reply user(session_data& session, const command_view& command) {
  // Any name is welcome: the reply gives no clue which ones exist (RFC 1939 §13).
  session.user = command.first;
  return accept("send the password");
}

reply pass(session_data& session, const command_view& command) {
  const auto who = session.server.find_account(session.user);
  if (who == nullptr || who->password != command.first) {
    return refuse("invalid user name or password");
  }
  return log_in(session, who);
}

/// May be chosen on this connection, now.
bool is_offered(const session_data& session, const sasl_offer& mechanism, bool can_bind) {
  return (session.allows_secrets() || !mechanism.shows_secret) && (can_bind || !mechanism.needs_binding);
}

reply answer_of(session_data& session, auth_outcome outcome) {
  if (outcome == auth_outcome::challenge) {
    return {true, session.exchange->challenge(), nullptr, {}, true};
  }
  const std::unique_ptr<auth_exchange> over = std::move(session.exchange);
  switch (outcome) {
    case auth_outcome::accepted:
      if (const auto who = session.server.find_account(over->identity()); who != nullptr) {
        return log_in(session, who);
      }
      break;
    case auth_outcome::cancelled:
      return refuse("authentication cancelled");
    case auth_outcome::malformed:
      return refuse("expected base64");
    case auth_outcome::challenge:
    case auth_outcome::refused:
      break;
  }
  return refuse("AUTH", "authentication failed");  // RFC 3206 §4
}

reply auth(session_data& session, const command_view& command) {
  const server_settings& settings = session.server.settings();
  std::string name(command.first);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const auto binding = session.binding();
  const auto offer = std::ranges::find(settings.mechanisms, name, &sasl_offer::name);
  if (offer == settings.mechanisms.end() || !is_offered(session, *offer, binding.has_value())) {
    return refuse("no such mechanism here");
  }
  auto exchange =
      settings.sasl({name,
                     [&server = session.server](std::string_view user) -> std::optional<std::string> {
                       const auto who = server.find_account(user);
                       return who == nullptr ? std::nullopt : std::optional(who->password);
                     },
                     binding});
  if (exchange == nullptr) {
    return refuse("no such mechanism here");
  }
  session.exchange = std::make_unique<auth_exchange>(std::move(exchange));
  return answer_of(session, session.exchange->begin(command.second.empty() ? std::nullopt
                                                                           : std::optional(command.second)));
}

reply stls(session_data& session) {
  if (session.in_tls) {
    return refuse("TLS is in use already");
  }
  session.tls_is_next = true;
  session.user.clear();
  return accept("begin TLS");
}

reply apop(session_data& session, const command_view& command) {
  const auto who = session.server.find_account(command.first);
  if (who == nullptr ||
      session.server.settings().md5_hex(session.timestamp + who->password) != command.second) {
    return refuse("permission denied");
  }
  return log_in(session, who);
}

// ---- TRANSACTION --------------------------------------------------------------------------------

reply list(const opened_maildrop& drop, listing_kind what, const command_view& command) {
  if (!command.has_argument) {
    return accept(drop_text(drop), std::make_unique<listing_output>(drop, what));
  }
  if (!drop.is_listed(command.number)) {
    return no_such_message(drop, command.number);
  }
  std::string line;
  if (!append_listing(line, drop, what, command.number)) {
    return refuse("SYS/PERM", "this message has no valid unique-id");  // RFC 1939 §7, RFC 3206 §4
  }
  line.resize(line.size() - 2);  // the status line it becomes the text of has its own CRLF
  return accept(std::move(line));
}

reply send(const opened_maildrop& drop, const command_view& command, std::optional<top_cut> top) {
  if (!drop.is_listed(command.number)) {
    return no_such_message(drop, command.number);
  }
  auto reader = drop.read(command.number);
  if (reader == nullptr) {
    return refuse("SYS/TEMP", "this message can't be read");
  }
  std::string text = top ? "top of message follows" : std::to_string(drop.octets(command.number)) + " octets";
  return accept(std::move(text), std::make_unique<message_output>(std::move(reader), top));
}

reply dele(opened_maildrop& drop, const command_view& command) {
  if (!drop.is_listed(command.number)) {
    return no_such_message(drop, command.number);
  }
  drop.mark_deleted(command.number);
  return accept("message " + std::to_string(command.number) + " deleted");
}

reply rset(opened_maildrop& drop) {
  drop.unmark_all();
  return accept("maildrop has " + drop_text(drop));
}

// ---- either state -------------------------------------------------------------------------------

/// "SASL" and the mechanisms that may be chosen here; empty when there are none.
std::string sasl_capability(const session_data& session) {
  std::string names;
  const bool can_bind = session.binding().has_value();
  for (const sasl_offer& each : session.server.settings().mechanisms) {
    if (is_offered(session, each, can_bind)) {
      names += ' ' + each.name;
    }
  }
  return names.empty() || !session.server.settings().sasl ? std::string() : "SASL" + names;
}

reply capa(const session_data& session) {
  // RFC 2449 §6. The same in both states, but for STLS; APOP is announced by the greeting alone.
  const server_settings& settings = session.server.settings();
  std::string lines;
  const auto announce = [&](std::string_view capability) {
    if (session.announces(capability.substr(0, capability.find(' ')))) {
      static_cast<void>(parser::append_capability(lines, capability));  // one that can't be said isn't
    }
  };
  announce("TOP");
  if (session.allows_secrets()) {
    announce("USER");
  }
  announce(sasl_capability(session));
  if (settings.stls && !session.in_tls && !session.in_transaction()) {
    announce("STLS");  // RFC 2595 §4: only where it is permitted
  }
  for (const std::string_view each : {"UIDL", "RESP-CODES", "PIPELINING", "EXPIRE NEVER"}) {
    announce(each);
  }
  if (settings.utf8) {
    announce("UTF8 USER");
  }
  if (settings.lang) {
    announce("LANG");
  }
  if (settings.sasl) {
    announce("AUTH-RESP-CODE");
  }
  announce("IMPLEMENTATION " + settings.implementation);
  parser::append_body_end(lines);
  return accept("capability list follows", std::make_unique<text_output>(std::move(lines)));
}

reply quit(session_data& session) {
  if (!session.drop) {
    return accept("popquiz signing off");
  }
  const bool removed = session.drop->update();
  const std::uint64_t left = session.drop->listed_messages();
  session.drop->lock().release();  // RFC 1939 §6: whether the removal was successful or not
  if (!removed) {
    return refuse("some deleted messages not removed");
  }
  return accept("popquiz signing off (" + (left == 0 ? "maildrop empty" : count_text(left) + " left") + ")");
}

/// LANG (RFC 6856 §3.2): everything is said in English.
reply lang(const command_view& command) {
  constexpr std::string_view tag = "en";
  if (!command.has_argument) {
    std::string lines;
    for (const std::string_view each : {"en English", "i-default Default"}) {
      static_cast<void>(parser::append_body_line(lines, each));
    }
    parser::append_body_end(lines);
    return accept("languages follow", std::make_unique<text_output>(std::move(lines)));
  }
  const bool known = command.first == tag || command.first == "*" || command.first == "i-default";
  return known ? accept(std::string(tag) + " it is English") : refuse("this language is not spoken here");
}

bool is_implemented(const session_data& session, verb v) {
  const server_settings& settings = session.server.settings();
  if (const std::string_view capability = info(v).capability;
      !capability.empty() && !session.announces(capability)) {
    return false;
  }
  switch (v) {
    case verb::auth:
      return settings.sasl && !settings.mechanisms.empty();
    case verb::stls:
      return settings.stls;
    case verb::utf8:
      return settings.utf8;
    case verb::lang:
      return settings.lang;
    case verb::apop:
      return !session.timestamp.empty();
    case verb::user:
    case verb::pass:
      return session.allows_secrets();
    default:
      return true;
  }
}

/// Precondition: the command is valid and legal, so that in TRANSACTION there is a maildrop.
reply dispatch(session_data& session, const command_view& command) {
  switch (command.info->id) {
    case verb::user:
      return user(session, command);
    case verb::pass:
      return pass(session, command);
    case verb::apop:
      return apop(session, command);
    case verb::capa:
      return capa(session);
    case verb::quit:
      return quit(session);
    case verb::stat:
      return accept(std::to_string(session.drop->listed_messages()) + " " +
                    std::to_string(session.drop->listed_octets()));
    case verb::list:
      return list(*session.drop, listing_kind::scan, command);
    case verb::uidl:
      return list(*session.drop, listing_kind::unique_id, command);
    case verb::retr:
      return send(*session.drop, command, std::nullopt);
    case verb::top:
      return send(*session.drop, command, top_cut(command.lines));
    case verb::dele:
      return dele(*session.drop, command);
    case verb::rset:
      return rset(*session.drop);
    case verb::noop:
      return accept("done");
    case verb::auth:
      return auth(session, command);
    case verb::stls:
      return stls(session);
    case verb::utf8:
      session.utf8 = true;
      return accept("UTF-8 it is");
    case verb::lang:
      return lang(command);
  }
  return refuse("this command is not implemented");
}

/// The answer takes the session where the table says; a challenge is no answer yet.
void move_on(session_data& session, const parser::command_info& row, const reply& made) {
  if (made.challenge) {
    return;
  }
  const session_state next = next_state(row, session.state, made.ok);
  const bool ends = next == session_state::update || next == session_state::ended;
  session.entered_transaction =
      session.entered_transaction || (next == session_state::transaction && !session.in_transaction());
  session.state = ends ? session_state::ended : next;  // dispatch() has done the UPDATE state's work
}

}  // namespace

reply run_command(session_data& session, const command_view& command) {
  const parser::command_info* const row = command.info;
  if (row == nullptr) {
    // The text never repeats what came: a reply has 512 octets (RFC 1939 §3).
    return refuse(std::string(describe(
        command.error == parser::parse_errc::none ? parser::parse_errc::unknown_command : command.error)));
  }
  if (!is_implemented(session, row->id)) {
    return refuse("this command is not implemented");
  }
  if (!row->legal.contains(session.state)) {
    return refuse("not in the " + std::string(describe(session.state)) + " state");
  }
  const bool valid = command.error == parser::parse_errc::none;
  reply made = valid ? dispatch(session, command) : refuse(std::string(describe(command.error)));
  if (!valid && row->id == verb::quit) {
    return made;  // QUIT with an argument is no QUIT
  }
  move_on(session, *row, made);
  return made;
}

reply run_response(session_data& session, std::optional<std::string_view> line) {
  reply made = line ? answer_of(session, session.exchange->hear(*line)) : refuse("the response is too long");
  if (!line) {
    session.exchange.reset();
  }
  move_on(session, info(verb::auth), made);
  return made;
}

reply greeting(const session_data& session) {
  std::string text = session.server.settings().implementation + " POP3 server ready";
  if (!session.timestamp.empty()) {
    text += " " + session.timestamp;
  }
  return accept(std::move(text));
}

void say_status(outbox& out, const reply& what) {
  std::string line;
  if (what.challenge) {
    static_cast<void>(parser::append_challenge(line, what.text));  // base64 has nothing that may not be said
    out.say(line);
    return;
  }
  if (parser::append_status(line, {what.ok, what.text, what.code}) != parser::serialize_errc::none) {
    // The indicator is an answer by itself (RFC 1939 §3).
    static_cast<void>(parser::append_status(line, {what.ok, {}, {}}));
  }
  out.say(line);
}

}  // namespace popquiz::mockserver
