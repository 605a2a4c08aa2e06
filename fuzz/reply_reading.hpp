#pragma once

#include "choices.hpp"
#include "finding.hpp"
#include "pieces.hpp"
#include "window.hpp"

#include "naive/naive_reply_parser.hpp"

#include <popquiz/parser/reply_parser.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::fuzz {

/// How a reply is read.
struct reply_choice {
  parser::reply_shape shape = parser::reply_shape::single_line;
  parser::strictness mode = parser::strictness::strict;
  parser::reply_limits limits;
  std::size_t spans = 0;  // 0: next(input), otherwise the batch interface
};

/// Reads one reply as a caller with a buffer would, and checks what holds for every single call.
class reading {
 public:
  reading(const reply_choice& how, parser::kernel kernel, naive::reply_record& record)
      : spans_wanted_(how.spans), parser_(how.mode, how.limits, kernel), record_(record) {
    parser_.expect(how.shape);
    record_ = {};  // keeps the strings' memory
  }

  void run(window& stream, pieces cuts) {
    std::size_t come = 0;
    do {
      come += cuts.next(stream.size() - come);
      while (call(stream.show(consumed_, come))) {
      }
    } while (!done() && come != stream.size());
    require(parser_.offset() == consumed_, "offset() is the sum of what was consumed");
    if (done()) {
      require_silence();
    }
    record_.consumed = consumed_;
    record_.seen = parser_.seen();
  }

 private:
  /// Whether there may be more to find in what has come.
  bool call(std::string_view input) {
    const bool was_in_body = parser_.in_body();
    const parser::batch_result batch = next(input);
    const parser::parse_result& result = batch.result;
    require(result.consumed <= input.size(), "no octet is consumed that has not come", input);
    consumed_ += result.consumed;
    if (result.status == parser::parse_status::event) {
      event(result.event, batch.count, input);
      return !done();
    }
    require(batch.count == 0, "spans come with an event only", input);
    if (result.status == parser::parse_status::error) {
      require(parser_.failed(), "an error is final", input);
      record_.error = result.error;
      record_.offset = result.offset;
    } else {
      require(was_in_body ? input.size() - result.consumed <= 2 : result.consumed == 0,
              "two octets of a body are held back at most, and an unfinished status line is", input);
    }
    return false;
  }

  parser::batch_result next(std::string_view input) {
    if (spans_wanted_ != 0) {
      return parser_.next(input, std::span(spans_).first(spans_wanted_));
    }
    parser::batch_result batch{parser_.next(input), 0};
    if (batch.result.status == parser::parse_status::event &&
        batch.result.event.kind == parser::event_kind::body) {
      spans_[0] = batch.result.event.text;
      batch.count = 1;
    }
    return batch;
  }

  void event(const parser::reply_event& event, std::size_t count, std::string_view input) {
    using enum parser::event_kind;
    require((event.kind == body) == (count != 0), "spans come with a body event only", input);
    for (const std::string_view span : std::span(spans_).first(count)) {
      require(!span.empty() && within(span, input), "a span is a part of the input", input);
      record_.body += span;
    }
    if (event.kind == body) {
      require(event.text.data() == spans_[0].data() && event.text.size() == spans_[0].size(),
              "the event's text is the first span", input);
    } else if (event.kind == end) {
      record_.ended = true;
    } else {
      require(!record_.has_status && within(event.text, input), "one status, a part of the input", input);
      require(parser_.in_body() == event.body_follows, "a body that follows is expected", input);
      record_.has_status = true;
      record_.challenge = event.kind == challenge;
      record_.ok = event.ok;
      record_.body_follows = event.body_follows;
      record_.text = event.text;
    }
  }

  /// A complete reply takes nothing more, and an error stays what it was.
  void require_silence() {
    const parser::parse_result result = parser_.next("+OK\r\n");
    require(result.consumed == 0 && result.error == record_.error && result.offset == record_.offset &&
                result.status ==
                    (parser_.failed() ? parser::parse_status::error : parser::parse_status::need_more),
            "behind its end a reply stays as it is");
  }

  [[nodiscard]] bool done() const { return parser_.idle() || parser_.failed(); }

  std::size_t spans_wanted_;
  parser::reply_parser parser_;
  naive::reply_record& record_;
  std::array<std::string_view, 8> spans_;
  std::size_t consumed_ = 0;
};

/// What the oracle makes of the stream. Valid until the next call.
inline const naive::reply_record& expected_record(const reply_choice& how, std::string_view stream) {
  static naive::reply_parser oracle(parser::strictness::strict);
  oracle = naive::reply_parser(how.mode, how.limits);  // keeps the strings' memory
  oracle.expect(how.shape);
  for (const char octet : stream) {
    if (oracle.idle() || oracle.failed()) {
      break;
    }
    oracle.feed(octet);
  }
  return oracle.record();
}

/// The reply parser must read what the oracle reads, by each of the kernels.
inline void compare(const reply_choice& how, std::span<const parser::kernel> kernels, std::string_view octets,
                    pieces cuts) {
  static window stream(largest_input);
  static naive::reply_record found;
  const naive::reply_record& expected = expected_record(how, octets);
  stream.place(octets);
  for (const parser::kernel kernel : kernels) {
    stream.hide();
    reading(how, kernel, found).run(stream, cuts);
    if (found != expected) [[unlikely]] {
      finding("the reply parser reads what the naive one reads, kernel " + std::string(kernel.name()),
              print(expected), print(found));
    }
  }
}

/// What stands in an input behind the choice of `how`: the kernel, the cuts, and what `reply_of(in)` makes
/// of the rest.
template <class Make>
void compare_rest(choices& in, const reply_choice& how, Make reply_of) {
  const auto kernels = choose_kernels(in);
  const pieces cuts(in);
  compare(how, kernels, reply_of(in), cuts);
}

}  // namespace popquiz::fuzz
