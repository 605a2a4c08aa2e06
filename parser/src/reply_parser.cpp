#include <popquiz/parser/reply_parser.hpp>

#include <cassert>

namespace popquiz::parser {
namespace {

constexpr std::size_t status_line_limit = 512;  // RFC 1939 section 3, with CRLF

/// Whether a status line, or a challenge where one may come, can begin like `line`.
bool may_begin(std::string_view line, reply_shape shape) noexcept {
  for (const std::string_view indicator : {std::string_view("+OK"), std::string_view("-ERR")}) {
    if (line.starts_with(indicator) || indicator.starts_with(line)) {
      return true;
    }
  }
  // Real servers send an empty challenge without its space.
  return shape == reply_shape::sasl &&
         (line.starts_with("+ ") || line == "+\r" || line == "+\r\n" || line == "+\n");
}

/// Octets of the indicator; `line` has two at least, or one and is not over.
std::size_t indicator_length(std::string_view line) noexcept {
  if (line[0] == '-') {
    return 4;
  }
  return line.size() > 1 && line[1] != 'O' ? 1 : 3;
}

}  // namespace

void reply_parser::expect(reply_shape shape) noexcept {
  assert(phase_ == phase::idle);
  shape_ = shape;
  phase_ = phase::status;
  scanned_ = 0;
  seen_.clear();
}

parse_result reply_parser::next(std::string_view input) noexcept {
  parse_result out;
  std::string_view span;
  std::size_t count = 0;
  advance(input, std::span(&span, 1), out, count);
  return out;
}

batch_result reply_parser::next(std::string_view input, std::span<std::string_view> spans) noexcept {
  assert(!spans.empty());
  batch_result out;
  advance(input, spans, out.result, out.count);
  return out;
}

void reply_parser::advance(std::string_view input, std::span<std::string_view> spans, parse_result& out,
                           std::size_t& count) noexcept {
  switch (phase_) {
    case phase::status:
      return next_status(input, out);
    case phase::body:
      count = next_body(input, spans, out);
      return;
    case phase::failed:
      return fail(error_, error_offset_, 0, out);
    case phase::idle:
      break;
  }
}

void reply_parser::fail(parse_errc error, std::uint64_t offset, std::size_t consumed,
                        parse_result& out) noexcept {
  phase_ = phase::failed;
  error_ = error;
  error_offset_ = offset;
  offset_ += consumed;
  out.status = parse_status::error;
  out.consumed = consumed;
  out.error = error;
  out.offset = offset;
}

// Octet by octet, so that what is found does not depend on how many came at once. The order of the
// checks is the order of the offsets they report.
void reply_parser::next_status(std::string_view input, parse_result& out) noexcept {
  const bool strict = mode_ == strictness::strict;
  for (; scanned_ < input.size(); ++scanned_) {
    const std::size_t at = scanned_;
    const char c = input[at];
    const std::string_view line = input.substr(0, at + 1);
    if (at < 4 && !may_begin(line, shape_)) {
      return fail(parse_errc::bad_status_indicator, offset_ + at, 0, out);
    }
    const std::size_t indicator = indicator_length(line);
    const bool challenge = indicator == 1;
    if (at > indicator && input[at - 1] == '\r' && c != '\n') {
      if (strict) {
        return fail(parse_errc::bare_cr, offset_ + at - 1, 0, out);
      }
      seen_.note(observation::bare_cr, offset_ + at - 1);
      if (at - 1 == indicator) {
        seen_.note(observation::missing_space, offset_ + at - 1);
      }
    }
    // A challenge is as long as its mechanism makes it (RFC 5034 section 4).
    if (at == limits_.status_line || (strict && !challenge && at == status_line_limit)) {
      return fail(parse_errc::status_line_too_long, offset_ + at, 0, out);
    }
    if (at == status_line_limit && !challenge) {
      seen_.note(observation::long_status_line, offset_ + at);
    }
    const bool line_end_octet = c == '\r' || c == '\n';
    if (at == indicator && c != ' ' && (challenge || !line_end_octet)) {
      if (strict) {
        return fail(parse_errc::missing_space, offset_ + at, 0, out);
      }
      seen_.note(observation::missing_space, offset_ + at);
    }
    if (c == '\n') {
      if (input[at - 1] != '\r') {
        if (strict) {
          return fail(parse_errc::bare_lf, offset_ + at, 0, out);
        }
        seen_.note(observation::bare_lf, offset_ + at);
      }
      return finish_status(line, indicator, out);
    }
    if (c == '\0') {
      seen_.note(observation::nul, offset_ + at);
    } else if (static_cast<unsigned char>(c) > 127) {
      seen_.note(observation::eight_bit, offset_ + at);
    }
  }
}

void reply_parser::finish_status(std::string_view line, std::size_t indicator, parse_result& out) noexcept {
  const bool crlf = line[line.size() - 2] == '\r';
  std::string_view text = line.substr(indicator, line.size() - indicator - (crlf ? 2 : 1));
  if (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  out.status = parse_status::event;
  out.consumed = line.size();
  out.event.kind = indicator == 1 ? event_kind::challenge : event_kind::status;
  out.event.ok = indicator == 3;
  out.event.body_follows = out.event.ok && shape_ == reply_shape::multi_line;
  out.event.text = text;
  offset_ += line.size();
  phase_ = out.event.body_follows ? phase::body : phase::idle;
  body_octets_ = 0;
  line_octets_ = 0;
  at_line_start_ = true;
  after_cr_ = false;
  lf_lines_ = !crlf;
}

}  // namespace popquiz::parser
