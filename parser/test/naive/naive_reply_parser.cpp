#include "naive_reply_parser.hpp"

#include <algorithm>

namespace popquiz::naive {

using parser::observation;
using parser::parse_errc;
using parser::reply_shape;

void reply_parser::expect(reply_shape shape) {
  shape_ = shape;
  state_ = state::status;
  line_.clear();
  record_ = {};
  record_.consumed = fed_;
}

void reply_parser::feed(char octet) {
  const std::uint64_t at = fed_++;
  if (state_ == state::status) {
    feed_status(octet, at);
  } else {
    feed_body(octet, at);
  }
}

void reply_parser::fail(parse_errc error, std::uint64_t at) {
  if (!failed()) {
    record_.error = error;
    record_.offset = at;
  }
}

void reply_parser::deviate(observation kind, std::uint64_t at) {
  if (failed()) {
    return;
  }
  if (strict_) {
    fail(parser::strict_error(kind), at);
  } else {
    record_.seen.note(kind, at);
  }
}

void reply_parser::note_octet(char octet, std::uint64_t at) {
  if (octet == '\0') {
    record_.seen.note(observation::nul, at);
  }
  if ((octet & 0x80) != 0) {
    record_.seen.note(observation::eight_bit, at);
  }
}

namespace {

bool begins(const std::string& line, std::string_view indicator) {
  const std::size_t n = std::min(line.size(), indicator.size());
  return line.compare(0, n, indicator.substr(0, n)) == 0;
}

bool may_begin_reply(const std::string& line, bool sasl) {
  const bool empty_challenge = line == "+\r" || line == "+\n" || line == "+\r\n";
  return begins(line, "+OK") || begins(line, "-ERR") || (sasl && (begins(line, "+ ") || empty_challenge));
}

}  // namespace

void reply_parser::feed_status(char octet, std::uint64_t at) {
  line_ += octet;
  const std::size_t size = line_.size();
  if (size <= 4 && !may_begin_reply(line_, shape_ == reply_shape::sasl)) {
    return fail(parse_errc::bad_status_indicator, at);
  }
  const bool challenge = size > 1 && line_[0] == '+' && line_[1] != 'O';
  const std::size_t head = challenge ? 1 : line_[0] == '+' ? 3 : 4;
  if (size > head + 1 && line_[size - 2] == '\r' && octet != '\n') {
    deviate(observation::bare_cr, at - 1);
    if (size == head + 2) {
      deviate(observation::missing_space, at - 1);
    }
  }
  if (size == limits_.status_line + 1) {
    fail(parse_errc::status_line_too_long, at);
  }
  if (size == 513 && !challenge) {
    deviate(observation::long_status_line, at);
  }
  if (size == head + 1 && octet != ' ' && (challenge || (octet != '\r' && octet != '\n'))) {
    deviate(observation::missing_space, at);
  }
  if (octet == '\n' && line_[size - 2] != '\r') {
    deviate(observation::bare_lf, at);
  }
  if (failed()) {
    return;
  }
  note_octet(octet, at);
  if (octet == '\n') {
    end_status(at);
  }
}

void reply_parser::end_status(std::uint64_t at) {
  std::string rest = line_.substr(line_[0] == '-' ? 4 : line_[1] == 'O' ? 3 : 1);
  rest.pop_back();
  lf_lines_ = rest.empty() || rest.back() != '\r';
  if (!lf_lines_) {
    rest.pop_back();
  }
  if (!rest.empty() && rest.front() == ' ') {
    rest.erase(0, 1);
  }
  record_.has_status = true;
  record_.ok = line_[0] == '+' && line_[1] == 'O';
  record_.challenge = line_[0] == '+' && line_[1] != 'O';
  record_.body_follows = record_.ok && shape_ == reply_shape::multi_line;
  record_.text = rest;
  record_.consumed = at + 1;
  line_octets_ = 0;
  cr_ = false;
  state_ = record_.body_follows ? state::line_start : state::idle;
}

void reply_parser::feed_body(char octet, std::uint64_t at) {
  switch (state_) {
    case state::line_start:
      if (octet == '.') {
        state_ = state::dot;
      } else {
        add(octet, at);
      }
      return;
    case state::dot:
      if (octet == '.') {
        strip_dot(at - 1);
        add(octet, at);
      } else if (octet == '\r') {
        state_ = state::dot_cr;
      } else if (octet == '\n' && lf_lines_) {
        deviate(observation::bare_lf, at);
        end_body(at);
      } else {
        deviate(observation::unstuffed_dot, at - 1);
        strip_dot(at - 1);
        add(octet, at);
      }
      return;
    case state::dot_cr:
      if (octet == '\n') {
        end_body(at);
      } else {
        deviate(observation::unstuffed_dot, at - 2);
        strip_dot(at - 2);
        add('\r', at - 1);
        add(octet, at);
      }
      return;
    case state::text:
      add(octet, at);
      return;
    case state::idle:
    case state::status:
      return;
  }
}

void reply_parser::strip_dot(std::uint64_t dot) {
  if (!failed()) {
    record_.consumed = dot + 1;
  }
}

void reply_parser::end_body(std::uint64_t at) {
  record_.ended = true;
  record_.consumed = at + 1;
  state_ = state::idle;
}

void reply_parser::grow_line(std::uint64_t at) {
  if (limits_.body_line != 0 && line_octets_ == limits_.body_line) {
    return fail(parse_errc::body_line_too_long, at);
  }
  ++line_octets_;
}

/// The carriage return that came before was no half of a line end: it belongs to the line.
void reply_parser::add_bare_cr(std::uint64_t at) {
  if (strict_) {
    return fail(parse_errc::bare_cr, at);
  }
  grow_line(at);
  deviate(observation::bare_cr, at);
  if (!failed() && line_octets_ == 999) {
    record_.seen.note(observation::long_body_line, at);
  }
}

/// An octet of the body, unstuffed.
void reply_parser::add(char octet, std::uint64_t at) {
  if (cr_ && octet != '\n') {
    add_bare_cr(at - 1);
  }
  if (failed()) {
    return;
  }
  const bool bare_lf = octet == '\n' && !cr_;
  const bool line_end = octet == '\n' && (cr_ || lf_lines_);
  cr_ = false;
  if (bare_lf && strict_) {
    return fail(parse_errc::bare_lf, at);
  }
  const bool in_line = octet != '\r' && !line_end;
  if (in_line) {
    grow_line(at);
  }
  if (limits_.body != 0 && record_.body.size() == limits_.body) {
    fail(parse_errc::body_too_long, at);
  }
  if (failed()) {
    return;
  }
  if (bare_lf) {
    deviate(observation::bare_lf, at);
  }
  if (in_line && line_octets_ == 999) {
    record_.seen.note(observation::long_body_line, at);
  }
  note_octet(octet, at);
  record_.body += octet;
  record_.consumed = at + 1;
  cr_ = octet == '\r';
  state_ = line_end ? state::line_start : state::text;
  if (line_end) {
    line_octets_ = 0;
  }
}

reply_record read_reply(std::string_view stream, reply_shape shape, parser::strictness mode,
                        parser::reply_limits limits) {
  reply_parser parser(mode, limits);
  parser.expect(shape);
  for (const char octet : stream) {
    if (parser.idle() || parser.failed()) {
      break;
    }
    parser.feed(octet);
  }
  return parser.record();
}

std::string escape(std::string_view octets) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : octets) {
    const auto value = static_cast<unsigned char>(c);
    if (value < 0x20 || value > 0x7E || c == '%') {
      out += '%';
      out += digits[value >> 4U];
      out += digits[value & 15U];
    } else {
      out += c;
    }
  }
  return out;
}

std::string print(const reply_record& record) {
  std::string out;
  // Appended piece by piece: g++ 12 warns, wrongly, of the operator that prepends a literal.
  const auto add = [&out](const auto&... pieces) { (out.append(std::string_view(pieces)), ...); };
  if (record.has_status) {
    add(record.challenge ? "challenge <" : record.ok ? "ok <" : "err <", escape(record.text), "> | ");
  }
  if (record.body_follows) {
    add("body <", escape(record.body), "> | ");
  }
  if (record.ended) {
    add("end | ");
  }
  if (record.error != parse_errc::none) {
    add("error ", describe(record.error), " @", std::to_string(record.offset), " | ");
  }
  add("consumed ", std::to_string(record.consumed));
  for (std::size_t i = 0; i < parser::observation_kinds; ++i) {
    const auto kind = static_cast<observation>(i);
    if (record.seen.count(kind) != 0) {
      add(" | ", describe(kind), " ", std::to_string(record.seen.count(kind)), "@",
          std::to_string(record.seen.first(kind)));
    }
  }
  return out;
}

}  // namespace popquiz::naive
