#include <popquiz/client/command_op.hpp>

#include <popquiz/parser/response_code.hpp>

#include <algorithm>

namespace popquiz::client {

using parser::event_kind;
using parser::parse_errc;
using parser::parse_status;
using parser::serialize_errc;
using sansio::io_result;
using sansio::io_status;
using sansio::next_action;
using sansio::time_point;

namespace {

constexpr std::size_t spans_at_once = 64;  // what one gather write takes

}  // namespace

next_action command_op::resume(io_result last, time_point now) noexcept {
  try {
    return step(last, now);
  } catch (...) {  // nothing but an allocation throws here
    end(client_errc::out_of_memory);
    return sansio::done{};
  }
}

next_action command_op::step(io_result last, time_point now) {
  if (phase_ == phase::over) {
    return sansio::done{};
  }
  if (last.status != io_status::ok) {
    io_failed(last.status);
    return sansio::done{};
  }
  switch (phase_) {
    case phase::start:
      if (session_->failure() != client_errc::none) {
        end(client_errc::connection_unusable);
        break;
      }
      deadline_ = now + session_->settings().reply_timeout;
      phase_ = phase::reading;
      begin();
      settle();
      break;
    case phase::writing:
      phase_ = phase::reading;
      out_.clear();
      break;
    case phase::shaking:
      phase_ = phase::reading;
      session_->tls_established();
      if (session_->log() != nullptr) {
        session_->log()->tls_began();
      }
      on_tls();
      settle();
      break;
    case phase::reading: {
      sansio::read_buffer& buffer = session_->buffer();
      const std::size_t held = buffer.data().size();
      buffer.commit(last.octets);
      if (session_->log() != nullptr) {
        session_->log()->server_said(buffer.data().substr(held));
      }
      parse(now);
      break;
    }
    case phase::over:
      break;
  }
  return next(now);
}

next_action command_op::next(time_point now) {
  if (phase_ == phase::over) {
    return sansio::done{};
  }
  if (!out_.empty()) {
    phase_ = phase::writing;
    deadline_ = now + session_->settings().reply_timeout;
    pieces_[0] = out_;
    return sansio::write{pieces_, deadline_};
  }
  if (to_shake_) {
    to_shake_ = false;
    const auto proof = session_->buffer().drained();
    if (!proof) {
      end(client_errc::unsolicited_octets);
      return sansio::done{};
    }
    phase_ = phase::shaking;
    return sansio::tls_handshake{*proof, now + session_->settings().reply_timeout};
  }
  const auto room = session_->buffer().prepare();
  if (room.empty()) {  // the parser's limit on status lines comes before this one
    result_.parse = parse_errc::status_line_too_long;
    result_.offset = session_->replies().offset();
    end(client_errc::protocol_error);
    return sansio::done{};
  }
  return sansio::read{room, deadline_};
}

void command_op::parse(sansio::time_point now) {
  parser::reply_parser& replies = session_->replies();
  std::array<std::string_view, spans_at_once> spans;
  while (phase_ != phase::over && !replies.idle()) {
    const std::string_view input = session_->buffer().data();
    const std::uint64_t input_offset = replies.offset();
    const auto [found, count] = replies.next(input, spans);
    if (found.status == parse_status::error) {
      session_->buffer().consume(found.consumed);
      result_.parse = found.error;
      result_.offset = found.offset;
      end(client_errc::protocol_error);
      return;
    }
    // The octets stay where they are until the next read.
    session_->buffer().consume(found.consumed);
    if (found.status == parse_status::event) {
      const std::string_view text = found.event.text;
      text_offset_ = input_offset;
      if (!text.empty()) {
        text_offset_ += static_cast<std::uint64_t>(text.data() - input.data());
      }
      const client_errc verdict = on_event(found.event, {spans.data(), count});
      if (verdict != client_errc::none) {
        end(verdict);
        return;
      }
      deadline_ = reply_deadline(now);
      if (found.event.kind == event_kind::challenge) {
        replies.expect(sent_[answered_].shape);  // the reply goes on behind the response
        return;
      }
    }
    if (replies.idle()) {
      reply_complete();
      deadline_ = reply_deadline(now);
    } else if (found.status == parse_status::need_more) {
      return;
    }
  }
}

client_errc command_op::on_event(const parser::reply_event& event, std::span<const std::string_view> spans) {
  switch (event.kind) {
    case event_kind::status:
      if (is_longer_word(event)) {
        result_.parse = parse_errc::bad_status_indicator;
        result_.offset = text_offset_;
        return client_errc::protocol_error;
      }
      on_status_line(event);
      return on_status(event);
    case event_kind::body:
      return on_body(spans);
    case event_kind::end:
      return on_body_end();
    case event_kind::challenge:
      break;
  }
  return on_challenge(event.text);
}

/// "+OKAY" is another word and not an "+OK" that lacks its space: neither a password nor a deletion may rest
/// on it (RFC 1939 §3).
bool command_op::is_longer_word(const parser::reply_event& status) const noexcept {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  return status.ok && !status.text.empty() && is_letter(status.text.front()) &&
         session_->replies().seen().count(parser::observation::missing_space) != 0;
}

void command_op::on_status_line(const parser::reply_event& event) {
  result_.ok = event.ok;
  result_.text = event.text;
  result_.response.reset();
  const parser::capability_set* const known = session_->capabilities();
  if (known == nullptr || !(known->has("RESP-CODES") || known->has("AUTH-RESP-CODE"))) {
    return;  // "[" may be plain text (RFC 2449 s8, RFC 3206 s6)
  }
  if (const auto code = parser::find_response_code(event.text)) {
    result_.response = op_result::response_code{code->kind, std::string(code->code)};
  }
}

void command_op::expect_next() {
  const sent_command& next_one = sent_[answered_];
  result_.command = next_one.v;
  session_->replies().expect(next_one.shape);
}

void command_op::reply_complete() {
  answered_any_ = true;
  if (!greeting_) {
    const sent_command& answered = sent_[answered_];
    if (answered.pipelined) {
      session_->pipelining_works();
    }
    const parser::verb v = answered.v;
    if (++answered_ == sent_.size()) {
      sent_.clear();
      answered_ = 0;
    }
    session_->replied(v, result_.ok);
  }
  if (malformed_) {
    end(client_errc::malformed_listing);
    return;
  }
  const bool more = outstanding() != 0;
  on_reply(result_.ok);
  if (phase_ == phase::over) {
    return;
  }
  if (more) {
    expect_next();  // otherwise what on_reply() sent did
  }
  settle();
}

// Nothing is owed and nothing is to be done: over.
void command_op::settle() {
  if (phase_ != phase::over && !greeting_ && outstanding() == 0 && !to_shake_) {
    end(result_.ok ? client_errc::none : client_errc::refused);
  } else if (greeting_ && session_->replies().idle()) {
    end(client_errc::none);
  }
}

sansio::time_point command_op::reply_deadline(time_point now) const noexcept {
  const session_settings& settings = session_->settings();
  return now + (may_be_answered_short() ? std::min(settings.pipeline_timeout, settings.reply_timeout)
                                        : settings.reply_timeout);
}

// A server that announces PIPELINING and drops what came with the command it answers.
bool command_op::may_be_answered_short() const noexcept {
  return answered_any_ && outstanding() != 0 && !session_->pipelining_proven() &&
         !session_->replies().in_body() && sent_[answered_].pipelined;
}

void command_op::io_failed(io_status status) noexcept {
  const bool in_body = session_->replies().in_body();
  if (may_be_answered_short() && (status == io_status::end_of_stream || status == io_status::timed_out ||
                                  status == io_status::connection_reset)) {
    end(client_errc::answered_short);
    return;
  }
  switch (status) {
    case io_status::ok:
      break;
    case io_status::end_of_stream:
      end(in_body ? client_errc::cut_off : client_errc::closed_by_peer);
      break;
    case io_status::connection_reset:
      end(in_body ? client_errc::cut_off : client_errc::connection_reset);
      break;
    case io_status::timed_out:
      end(client_errc::timed_out);
      break;
    case io_status::tls_failed:
      end(client_errc::tls_failed);
      break;
    case io_status::cancelled:
      end(client_errc::cancelled);
      break;
    case io_status::failed:
      end(client_errc::transport_failed);
      break;
  }
}

client_errc command_op::on_status(const parser::reply_event&) {
  return client_errc::none;
}

client_errc command_op::on_body(std::span<const std::string_view>) {
  return client_errc::none;
}

client_errc command_op::on_body_end() {
  return client_errc::none;
}

client_errc command_op::on_challenge(std::string_view) {
  result_.parse = parse_errc::bad_status_indicator;
  result_.offset = text_offset_;
  return client_errc::protocol_error;
}

void command_op::on_reply(bool) {}

void command_op::on_tls() {}

bool command_op::send(parser::verb v, serialize_errc serialized, bool has_argument, std::string_view masked) {
  if (!session_->may_send(v)) {
    end(client_errc::not_legal_now);
    return false;
  }
  if (serialized != serialize_errc::none) {
    end(code_of(serialized));
    return false;
  }
  const bool pipelined = outstanding() != 0;
  if (pipelined ? !session_->may_pipeline() || parser::moves_state(parser::info(sent_.back().v))
                : !session_->buffer().empty()) {
    end(pipelined ? client_errc::not_legal_now : client_errc::unsolicited_octets);
    return false;
  }
  if (session_->log() != nullptr) {
    session_->log()->client_said(masked.empty() ? std::string_view(line_) : masked);
  }
  if (out_.empty()) {
    out_.swap(line_);
  } else {
    out_ += line_;
  }
  sent_.push_back({v, parser::shape_of(parser::info(v), has_argument), pipelined});
  if (!pipelined) {
    expect_next();
  }
  return true;
}

client_errc command_op::respond(std::string_view masked) {
  if (!session_->buffer().empty()) {
    return client_errc::unsolicited_octets;  // a challenge or a reply to what was not said yet
  }
  if (session_->log() != nullptr) {
    session_->log()->client_said(masked);
  }
  out_.swap(line_);
  return client_errc::none;
}

void command_op::await_greeting() {
  if (session_->greeted()) {
    end(client_errc::not_legal_now);
    return;
  }
  greeting_ = true;
  session_->replies().expect(parser::reply_shape::single_line);
}

void command_op::end(client_errc code) noexcept {
  if (phase_ == phase::over) {
    return;  // the first reason is the one to tell
  }
  result_.code = code;
  result_.seen = session_->replies().seen();
  phase_ = phase::over;
  out_.clear();
  to_shake_ = false;
  if (is_fatal(code)) {
    session_->fail(code);
  } else if (outstanding() != 0) {
    session_->fail(client_errc::connection_unusable);  // whose replies are those that come now?
  }
}

void command_op::malformed(parse_errc error, std::uint64_t offset, std::uint64_t line_number) noexcept {
  if (malformed_) {
    return;  // the first one is the one to tell
  }
  malformed_ = true;
  result_.parse = error;
  result_.offset = offset;
  result_.line = line_number;
}

client_errc command_op::code_of(serialize_errc error) noexcept {
  switch (error) {
    case serialize_errc::none:
      return client_errc::none;
    case serialize_errc::forbidden_octet:
      return client_errc::credentials_have_forbidden_octet;
    case serialize_errc::missing_argument:
      return client_errc::missing_argument;
    case serialize_errc::too_long:
      break;
  }
  return client_errc::command_too_long;
}

}  // namespace popquiz::client
