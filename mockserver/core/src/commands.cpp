#include "commands.hpp"

#include "auth.hpp"
#include "capabilities.hpp"
#include "drop_text.hpp"
#include "language.hpp"
#include "listing_output.hpp"
#include "login.hpp"
#include "message_output.hpp"
#include "outbox.hpp"

#include <popquiz/parser/reply_serializer.hpp>

#include <string_view>
#include <utility>

namespace popquiz::mockserver {
namespace {

using parser::command_view;
using parser::session_state;
using parser::verb;

reply no_such_message(const opened_maildrop& drop, std::uint64_t number) {
  if (drop.exists(number)) {
    return refuse("this message is deleted");
  }
  return refuse("no such message, only " + count_text(drop.messages()) + " in maildrop");
}

// ---- AUTHORIZATION ------------------------------------------------------------------------------

reply stls(session_data& session) {
  if (session.in_tls) {
    return refuse("TLS is in use already");
  }
  session.tls_is_next = true;
  session.forget_client();
  return accept("begin TLS");
}

reply utf8(session_data& session) {
  session.utf8 = true;
  return accept("UTF-8 it is");
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

reply send(const session_data& session, const command_view& command, std::optional<top_cut> top) {
  const opened_maildrop& drop = *session.drop;
  if (!drop.is_listed(command.number)) {
    return no_such_message(drop, command.number);
  }
  if (session.server.settings().capabilities.has(capability::utf8) && !session.utf8 &&
      drop.has_eight_bit_header(command.number)) {
    return refuse("UTF8", "this message needs UTF8");  // RFC 6856 §2.1 and §5
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

reply quit(session_data& session) {
  if (!session.drop) {
    return accept("popquiz signing off");
  }
  const bool removed = session.drop->update();
  const std::uint64_t left = session.drop->listed_messages();
  session.drop->lock().release();  // RFC 1939 §6: whether the removal was successful or not
  if (!removed) {
    return refuse("SYS/TEMP", "some deleted messages not removed");
  }
  return accept("popquiz signing off (" + (left == 0 ? "maildrop empty" : count_text(left) + " left") + ")");
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
      return list_capabilities(session);
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
      return send(session, command, std::nullopt);
    case verb::top:
      return send(session, command, top_cut(command.lines));
    case verb::dele:
      return dele(*session.drop, command);
    case verb::rset:
      return rset(*session.drop);
    case verb::noop:
      return accept("done");
    case verb::auth:
      return begin_auth(session, command);
    case verb::stls:
      return stls(session);
    case verb::utf8:
      return utf8(session);
    case verb::lang:
      return speak(session, command);
  }
  return refuse("this command is not implemented");
}

/// What every answer to a command goes through. It takes the session where the table says; a challenge is no
/// answer yet.
void settle(session_data& session, const parser::command_info& row, reply& made) {
  keep_codes_announced(session, made);
  if (made.is_challenge) {
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
  settle(session, *row, made);
  return made;
}

reply run_response(session_data& session, std::optional<std::string_view> line) {
  reply made = continue_auth(session, line);
  settle(session, info(verb::auth), made);
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
  if (what.is_challenge) {
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
