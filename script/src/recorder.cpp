#include <popquiz/script/recorder.hpp>

#include "header_text.hpp"
#include "line_cursor.hpp"
#include "step_text.hpp"

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/command_parser.hpp>

#include <algorithm>
#include <utility>

namespace popquiz::script {

namespace {

using parser::reply_shape;

/// Commands that are owed a reply at most: a client that pipelines more is answered by whom it may.
constexpr std::size_t owed_limit = 100'000;

/// Without CRLF or LF.
[[nodiscard]] std::string_view text_of(std::string_view line) noexcept {
  line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  return line;
}

/// Whether it is printed as it is, behind "S| ".
[[nodiscard]] bool stands_for_itself(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c >= ' ' && c <= '~' && c != '\\' && c != '{'; });
}

[[nodiscard]] pattern literal(std::string_view text) {
  return text.empty() ? pattern{} : pattern{{{piece_kind::literal, std::string(text), 0}}};
}

[[nodiscard]] std::string print_said(speaker who, line_form form, pattern text) {
  return print(line_step{who, form, std::move(text)}) + '\n';
}

/// Calls `line` for each line that `octets` end, with what was left over before in front of it; returns
/// what is left over now.
template <class Line>
[[nodiscard]] std::string_view for_each_line(std::string& before, std::string_view octets, Line line) {
  for (std::size_t end = octets.find('\n'); end != std::string_view::npos; end = octets.find('\n')) {
    const std::string_view part = octets.substr(0, end + 1);
    octets.remove_prefix(end + 1);
    if (before.empty()) {
      line(part);
    } else {
      line(std::exchange(before, {}) + std::string(part));
    }
  }
  return octets;
}

}  // namespace

void recorder::client_said(std::string_view octets) {
  take(client_, speaker::client, octets);
}

void recorder::server_said(std::string_view octets) {
  take(server_, speaker::server, octets);
}

void recorder::take(rest& into, speaker who, std::string_view octets) {
  while (!octets.empty()) {
    const std::string_view piece = octets.substr(0, line_limit);
    octets.remove_prefix(piece.size());
    const std::string_view left = for_each_line(into.octets, piece, [&](std::string_view line) {
      const bool is_secret = std::exchange(into.is_secret, false);
      if (!std::exchange(into.is_begun, false)) {
        who == speaker::client ? take_client_line(line) : take_server_line(line);
      } else if (!is_secret) {
        write_raw(who, line);
      }
    });
    into.octets += left;
    if (into.octets.size() > line_limit) {
      write_rest(into, who);
    }
  }
}

void recorder::write_unfinished() {
  write_rest(server_, speaker::server);
  write_rest(client_, speaker::client);
}

void recorder::tls_began() {
  write_unfinished();  // also what the client said in clear behind STLS: it counts no more, but was said
  client_ = {};
  server_ = {};
  owed_.clear();
  challenged_ = false;
  tls_is_next_ = false;
  write_("start-tls\n");
}

void recorder::lost_sight(std::string_view why) {
  write_unfinished();
  client_ = {};
  server_ = {};
  write_("# " + std::string(why) + '\n');
}

void recorder::ended(bool abortive) {
  write_rest(client_, speaker::client);
  write_rest(server_, speaker::server);
  write_(abortive ? "reset\n" : "close\n");
}

std::string recorder::header(std::string_view title, std::string_view recorded) {
  script s;
  s.title = title;
  s.recorded = recorded;
  return print_header(s);
}

// ---- the client's lines -----------------------------------------------------------------------------

void recorder::take_client_line(std::string_view line) {
  const std::string_view text = text_of(line);
  if (in_auth()) {
    take_response(text);
  } else {
    take_command(line, text);
  }
}

void recorder::take_command(std::string_view line, std::string_view text) {
  const parser::command_view command = parser::parse_command_line(text);
  if (owed_.size() < owed_limit) {
    const bool is_known = command.info != nullptr;
    owed_.push_back(
        {is_known ? parser::shape_of(*command.info, command.has_argument) : reply_shape::single_line,
         is_known && command.info->id == parser::verb::auth,
         is_known && command.info->id == parser::verb::stls});
  }
  if (command.info != nullptr && command.has_argument) {
    const std::string_view argument = command.argument_text;
    const std::string_view front = text.substr(0, text.size() - argument.size());
    const std::size_t space = argument.find(' ');
    switch (command.info->id) {
      case parser::verb::pass:
        write_secret(front, text, "password");
        return;
      case parser::verb::apop:
        if (space != std::string_view::npos) {
          write_secret(text.substr(0, front.size() + space + 1), text, "apop");
          return;
        }
        break;
      case parser::verb::auth:
        mechanism_ = parser::lower_case(argument.substr(0, space));
        responses_ = 0;
        if (space != std::string_view::npos && argument.substr(space) != " =") {
          write_secret(text.substr(0, front.size() + space + 1), text,
                       is_name(mechanism_) ? mechanism_ : "response");
          return;
        }
        break;
      default:
        break;
    }
  }
  if (line.ends_with("\r\n")) {
    write_line(speaker::client, text);
  } else {
    write_raw(speaker::client, line);
  }
}

/// Within AUTH, or where the server has not said yet whether there is one. No base64 has a space: of who says
/// a command there the verb is told, but what is behind it may be a secret that was not encoded.
void recorder::take_response(std::string_view text) {
  challenged_ = false;
  ++responses_;
  const parser::command_view command = parser::parse_command_line(text);
  if (command.info != nullptr && command.has_argument) {
    write_secret(text.substr(0, text.size() - command.argument_text.size()), text, "response");
    return;
  }
  if (text.empty() || text == "*") {
    write_line(speaker::client, text);
  } else if (mechanism_ == "login") {
    write_secret("", text, responses_ == 1 ? "login-user" : "login-password");
  } else {
    write_secret("", text, is_name(mechanism_) ? mechanism_ : "response");
  }
}

bool recorder::in_auth() const {
  return challenged_ ||
         std::any_of(owed_.begin(), owed_.end(), [](const owed& reply) { return reply.is_auth; });
}

// ---- the server's lines -----------------------------------------------------------------------------

/// A line that LF alone ends moves the conversation on as any other, but is written as it came.
void recorder::take_server_line(std::string_view line) {
  const std::string_view text = text_of(line);
  const bool is_raw = !line.ends_with("\r\n");
  if (!in_body_) {
    note_status(text);
    is_raw ? write_raw(speaker::server, line) : write_line(speaker::server, text);
    return;
  }
  const bool is_end = text == ".";
  in_body_ = !is_end;
  if (is_raw || (!is_end && text.starts_with('.') && !text.starts_with(".."))) {
    write_raw(speaker::server, line);  // or a dot that was not doubled
  } else if (const std::string_view unstuffed = text.substr(text.starts_with('.') ? 1 : 0);
             stands_for_itself(unstuffed)) {
    plain_.assign("S| ").append(unstuffed).push_back('\n');  // most of what goes over the wire
    write_(plain_);
  } else {
    write_(
        print_said(speaker::server, is_end ? line_form::body_end : line_form::body_line, literal(unstuffed)));
  }
}

void recorder::note_status(std::string_view text) {
  const owed reply = owed_.empty() ? owed() : owed_.front();
  challenged_ = reply.is_auth && (text == "+" || text.starts_with("+ "));
  if (!challenged_ && !owed_.empty()) {
    owed_.pop_front();  // behind a challenge the reply is still to come
  }
  tls_is_next_ = tls_is_next_ || (reply.is_stls && text.starts_with("+OK"));
  in_body_ = reply.shape == reply_shape::multi_line && text.starts_with("+OK");
}

// ---- what is written ----------------------------------------------------------------------------------

/// A line that has become too long, or that never ended.
void recorder::write_rest(rest& from, speaker who) {
  const bool is_client = who == speaker::client;
  if (from.octets.empty()) {
    return;
  }
  if (is_client && !from.is_begun) {
    from.is_secret = !shows_secrets_ && may_hold_secret(from.octets);
  }
  if (is_client && from.is_secret) {
    if (!from.is_begun) {
      write_("# a line that may hold a secret never ended, or only beyond what a line may have: left out\n");
    }
  } else {
    write_raw(who, from.octets);
  }
  from.is_begun = true;
  from.octets.clear();
}

bool recorder::may_hold_secret(std::string_view beginning) const {
  const std::string keyword = parser::lower_case(beginning.substr(0, 4));
  return in_auth() || keyword == "pass" || keyword == "apop" || keyword == "auth" || beginning.size() < 4;
}

void recorder::write_raw(speaker who, std::string_view octets) {
  write_(print_said(who, line_form::raw, literal(octets)));
}

/// A line of the client's of which only `front` may be told.
void recorder::write_secret(std::string_view front, std::string_view whole, std::string_view name) {
  shows_secrets_ ? write_line(speaker::client, whole) : write_line(speaker::client, front, name);
}

void recorder::write_line(speaker who, std::string_view text, std::string_view secret) {
  pattern said = literal(text);
  if (!secret.empty()) {
    said.pieces.push_back({piece_kind::secret, std::string(secret), 0});
  }
  write_(print_said(who, line_form::line, std::move(said)));
}

}  // namespace popquiz::script
