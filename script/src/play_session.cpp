#include "play_session.hpp"

#include <popquiz/parser/command_parser.hpp>

namespace popquiz::script {

namespace {

constexpr std::size_t read_ahead = 64UL * 1024;
constexpr std::size_t said_line_limit = 1024;  // more than any command of the table can have

}  // namespace

play_session::play_session()
    : buffer(read_ahead + parser::reply_limits{}.status_line), parser_(parser::strictness::tolerant) {}

void play_session::note_connected() {
  open = true;
  owed_.push_back({parser::reply_shape::single_line, nullptr, true});
}

void play_session::note_tls() {
  in_tls = true;
  owed_.clear();
  said_line_.clear();
  said_cr_ = false;
}

void play_session::note_said(std::string_view octets) {
  body_in_sight_ = false;
  for (const char c : octets) {
    if (c == '\n' && said_cr_) {
      said_line_.pop_back();
      note_line(said_line_);
      said_line_.clear();
      said_cr_ = false;
      continue;
    }
    said_cr_ = c == '\r';
    if (said_line_.size() == said_line_limit) {
      said_line_.back() = c;
    } else {
      said_line_ += c;
    }
  }
}

void play_session::note_line(std::string_view line) {
  if (challenged_) {
    // The answer to a SASL challenge is no command (RFC 5034 section 4).
    challenged_ = false;
    owed_.push_back({parser::reply_shape::sasl, &parser::info(parser::verb::auth), false});
    return;
  }
  const parser::command_view command = parser::parse_command_line(line);
  owed_reply reply;
  reply.command = command.info;
  if (command.info != nullptr) {
    reply.shape = parser::shape_of(*command.info, command.has_argument);
    // One that the grammar refuses ends nothing; a server that takes it all the same closes.
    said_quit_ =
        said_quit_ || (command.info->id == parser::verb::quit && command.error == parser::parse_errc::none);
  }
  owed_.push_back(reply);
}

void play_session::begin_reply() {
  last_ = owed_reply{};
  if (!owed_.empty()) {
    last_ = owed_.front();
    owed_.pop_front();
  }
  parser_.expect(last_.shape);
}

play_session::pull_result play_session::pull() {
  raw_heard = 0;
  if (parser_.idle()) {
    begin_reply();
  }
  return follow(buffer.data());
}

void play_session::absorb(std::size_t octets) {
  raw_heard += octets;
  while (raw_heard != 0) {
    if (owes_nothing()) {
      buffer.consume(raw_heard);
      raw_heard = 0;
      return;
    }
    if (parser_.idle()) {
      begin_reply();
    }
    const std::size_t before = buffer.data().size();
    const pull_result result = follow(buffer.data().substr(0, raw_heard));
    raw_heard -= before - buffer.data().size();
    if (result == pull_result::need_more) {
      return;
    }
    if (result == pull_result::failed) {
      // S! said itself what it wants of octets that are no reply; what follows is understood again.
      buffer.consume(raw_heard);
      raw_heard = 0;
      parser_ = parser::reply_parser(parser::strictness::tolerant);
      return;
    }
  }
}

play_session::pull_result play_session::follow(std::string_view input) {
  const parser::parse_result result = parser_.next(input);
  pull_result outcome = pull_result::need_more;
  if (result.status == parser::parse_status::error) {
    error_ = result.error;
    error_offset_ = result.offset;
    outcome = pull_result::failed;
  } else if (result.status == parser::parse_status::event) {
    switch (result.event.kind) {
      case parser::event_kind::status:
      case parser::event_kind::challenge:
        take_status(input.substr(0, result.consumed), result.event);
        outcome = pull_result::status;
        break;
      case parser::event_kind::body:
        body_.append(result.event.text);
        outcome = pull_result::body;
        break;
      case parser::event_kind::end:
        body_.end();
        outcome = pull_result::end;
        break;
    }
  }
  buffer.consume(result.consumed);
  return outcome;
}

void play_session::take_status(std::string_view line, const parser::reply_event& event) {
  status_line_ = take_line(line);
  status_text_ = event.text;
  challenged_ = event.kind == parser::event_kind::challenge;
  ok_ = event.kind == parser::event_kind::status && event.ok;
  body_in_sight_ = event.body_follows;
  if (event.body_follows) {
    body_.clear();
  }
  if (!ok_ || last_.greeting) {
    return;
  }
  const bool unknown = last_.command == nullptr;
  if (unknown || last_.command->id == parser::verb::dele) {
    may_delete_ = true;
  } else if (last_.command->id == parser::verb::rset) {
    may_delete_ = false;
  }
}

}  // namespace popquiz::script
