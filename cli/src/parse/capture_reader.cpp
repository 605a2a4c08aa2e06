#include "parse/capture_reader.hpp"

#include "options/octet_stream.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::cli {
namespace {

using parser::event_kind;
using parser::observation;
using parser::parse_errc;
using parser::parse_status;

constexpr std::string_view plan_hint =
    "if the reply before this one has a body, --reply has to say so, e.g. --reply status,body";

}  // namespace

const planned_reply& capture_reader::planned() const noexcept {
  return plan_[std::min(finished_, plan_.size() - 1)];
}

capture_end capture_reader::run(int file) {
  for (;;) {
    const progress now = parse_held(file);
    if (now == progress::unwritable || !output_.flush()) {
      return capture_end::unwritable;
    }
    if (now == progress::broken) {
      return capture_end::broken;
    }
    const std::size_t done_with = parsed_ - std::min(parsed_, 2 * context);
    buffer_.consume(done_with);
    parsed_ -= done_with;
    const auto octets = read_octets(file, buffer_.prepare());
    if (!octets) {
      return capture_end::unreadable;
    }
    if (*octets == 0) {
      return finish();
    }
    buffer_.commit(*octets);
  }
}

capture_reader::progress capture_reader::parse_held(int file) {
  while (!held().empty()) {
    if (parser_.idle()) {
      begin_reply();
    }
    const parser::batch_result found = parser_.next(held(), spans_);
    if (found.result.status == parse_status::event && !take_event(found)) {
      return progress::unwritable;
    }
    parsed_ += found.result.consumed;
    if (found.result.status == parse_status::error) {
      return tell_error(file, found.result) ? progress::broken : progress::unwritable;
    }
    if (found.result.status == parse_status::need_more) {
      break;
    }
  }
  return progress::going_on;
}

void capture_reader::begin_reply() {
  ++number_;
  reply_begin_ = parser_.offset();
  parser_.expect(planned().shape);
}

bool capture_reader::take_event(const parser::batch_result& found) {
  const parser::reply_event& event = found.result.event;
  if (event.kind == event_kind::body) {
    return take_body(std::span(spans_).first(found.count));
  }
  if (event.kind == event_kind::end) {
    const std::uint64_t terminator = parser_.offset() - found.result.consumed;
    return tell_body(terminator) && output_.take(end_found{place(), terminator}) && end_reply(event);
  }
  return take_status(found.result);
}

bool capture_reader::take_status(const parser::parse_result& found) {
  const parser::reply_event& event = found.event;
  if (!output_.take(status_line_found{place(), reply_begin_, held().substr(0, found.consumed),
                                      event.kind == event_kind::challenge, event.ok, event.text})) {
    return false;
  }
  if (!event.body_follows) {
    return end_reply(event);
  }
  body_begin_ = parser_.offset();
  body_octets_ = 0;
  line_feeds_ = 0;
  lf_lines_ = parser_.seen().count(observation::bare_lf) != 0;
  return true;
}

bool capture_reader::take_body(std::span<const std::string_view> spans) {
  for (const std::string_view span : spans) {
    body_octets_ += span.size();
    line_feeds_ += static_cast<std::uint64_t>(std::ranges::count(span, '\n'));
  }
  return output_.take_body(spans);
}

std::uint64_t capture_reader::body_lines() const noexcept {
  return lf_lines_ ? line_feeds_ : line_feeds_ - parser_.seen().count(observation::bare_lf);
}

bool capture_reader::tell_body(std::uint64_t end) {
  const std::uint64_t dots = end - body_begin_ - body_octets_;
  return output_.take(body_found{place(), body_begin_, end, body_octets_, body_lines(), dots});
}

bool capture_reader::tell_observations() {
  for (std::size_t i = 0; i < parser::observation_kinds; ++i) {
    const auto kind = static_cast<observation>(i);
    const std::uint64_t count = parser_.seen().count(kind);
    (parser::strict_error(kind) == parse_errc::none ? totals_.notes : totals_.deviations) += count;
    if (count != 0 && !output_.take(observation_found{place(), kind, count, parser_.seen().first(kind)})) {
      return false;
    }
  }
  return true;
}

bool capture_reader::end_reply(const parser::reply_event& last) {
  const bool told = tell_observations();
  ++totals_.replies;
  body_missed_ = last.kind == event_kind::status && last.ok;
  in_exchange_ = last.kind == event_kind::challenge;
  if (!in_exchange_) {
    ++finished_;
  }
  return told;
}

bool capture_reader::tell_error(int file, const parser::parse_result& failed) {
  error_found error;
  error.reply = place();
  error.offset = failed.offset;
  error.line = in_body() ? 2 + body_lines() : 1;
  error.error = failed.error;
  error.expected = expected_at(failed);
  read_context(file, failed.offset);
  const std::uint64_t buffer_begin = parser_.offset() - parsed_;
  const auto at = static_cast<std::size_t>(failed.offset - buffer_begin);
  const std::size_t before = std::min(at, context);
  error.before = buffer_.data().substr(at - before, before);
  error.from = buffer_.data().substr(at, context);
  // The offset may be that of the indicator's second octet: the line says more.
  const bool bad_indicator = failed.error == parse_errc::bad_status_indicator;
  const auto line = bad_indicator ? static_cast<std::size_t>(reply_begin_ - buffer_begin) : at;
  error.came = buffer_.data().substr(line, came_octets);
  error.came = error.came.substr(0, std::min(error.came.find('\n'), error.came.size() - 1) + 1);
  error.hint = bad_indicator && body_missed_ ? plan_hint : "";
  return tell_observations() && output_.take(error) && tell_totals();
}

/// Reads on until the octets behind an error can be shown, so that they do not depend on how the octets
/// came. What can't be read is not shown.
void capture_reader::read_context(int file, std::uint64_t offset) {
  const auto at = static_cast<std::size_t>(offset - (parser_.offset() - parsed_));
  const std::size_t done_with = std::min(parsed_, at - std::min(at, context));
  buffer_.consume(done_with);
  parsed_ -= done_with;
  while (buffer_.data().size() < at - done_with + came_octets) {
    const auto octets = read_octets(file, buffer_.prepare());
    if (octets.value_or(0) == 0) {
      return;
    }
    buffer_.commit(*octets);
  }
}

std::string capture_reader::expected_at(const parser::parse_result& failed) const {
  switch (failed.error) {
    case parse_errc::bad_status_indicator:
      return planned().shape == parser::reply_shape::sasl ? "\"+OK\", \"-ERR\" or \"+ \""
                                                          : "\"+OK\" or \"-ERR\"";
    case parse_errc::status_line_too_long:
      return fmt::format("a line end within {} octets", failed.offset - reply_begin_);
    case parse_errc::missing_space:
      return "a space or CRLF behind the indicator";
    case parse_errc::bare_lf:
      return "a carriage return in front of the line feed";
    case parse_errc::bare_cr:
      return "a line feed behind the carriage return";
    case parse_errc::unstuffed_dot:
      return "\"..\" at the line's beginning, or nothing but \".\" in the line";
    default:
      return "octets within the limits";
  }
}

bool capture_reader::tell_totals() {
  totals_.octets = parser_.offset();
  return output_.take(totals_);
}

capture_end capture_reader::finish() {
  unfinished_found unfinished{place(), parser_.offset() + held().size(), reply_part::nothing};
  bool complete = false;
  bool told = true;
  if (parser_.idle()) {
    complete = !in_exchange_ && finished_ >= plan_.size();
    ++unfinished.reply.number;
  } else {
    unfinished.within = in_body() ? reply_part::body : reply_part::status_line;
    told = (!in_body() || tell_body(parser_.offset())) && tell_observations();
  }
  told = told && (complete || output_.take(unfinished)) && tell_totals() && output_.flush();
  if (!told) {
    return capture_end::unwritable;
  }
  return complete ? capture_end::complete : capture_end::broken;
}

}  // namespace popquiz::cli
