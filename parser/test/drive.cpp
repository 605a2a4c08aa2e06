#include "drive.hpp"

#include <popquiz/testkit/guarded_buffer.hpp>
#include <popquiz/testkit/partitions.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace popquiz::parser::test {
namespace {

constexpr std::size_t guarded_octets = 1U << 18U;

testkit::guarded_buffer& guard() {
  static testkit::guarded_buffer buffer(guarded_octets);
  return buffer;
}

bool within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// One reply under way: the parser, the caller's buffer and what came out so far.
class driver {
 public:
  driver(const reply_case& row, driver_options options)
      : options_(options), parser_(row.mode, row.limits, options.scan) {
    parser_.expect(row.shape);
  }

  void read(std::string_view piece) {
    buffer_ += piece;
    while (!done() && call()) {
    }
  }

  [[nodiscard]] bool done() const { return parser_.idle() || parser_.failed(); }

  reply_record finish() {
    record_.consumed = parser_.offset();
    record_.seen = parser_.seen();
    EXPECT_EQ(parser_.offset(), consumed_);
    expect_silence();
    return record_;
  }

 private:
  bool call() {
    const std::string_view input =
        options_.guard_in_front ? guard().at_begin(buffer_) : guard().at_end(buffer_);
    const bool was_in_body = parser_.in_body();
    std::array<std::string_view, 8> spans;
    batch_result batch;
    if (options_.spans == 0) {
      batch.result = parser_.next(input);
      spans[0] = batch.result.event.text;
      batch.count = batch.result.event.kind == event_kind::body ? 1 : 0;
    } else {
      batch = parser_.next(input, std::span(spans).first(options_.spans));
    }
    const parse_result& result = batch.result;
    EXPECT_LE(result.consumed, input.size());
    EXPECT_TRUE(within(result.event.text, input));
    if (result.status == parse_status::event) {
      take(result.event, std::span(spans).first(batch.count), input);
    } else if (result.status == parse_status::error) {
      EXPECT_TRUE(parser_.failed());
      record_.error = result.error;
      record_.offset = result.offset;
    } else if (was_in_body) {
      EXPECT_LE(input.size() - result.consumed, 2U) << "held back";
    } else {
      EXPECT_EQ(result.consumed, 0U) << "an unfinished status line is not consumed";
    }
    consumed_ += result.consumed;
    buffer_.erase(0, result.consumed);
    return result.status == parse_status::event;
  }

  void take(const reply_event& event, std::span<const std::string_view> spans, std::string_view input) {
    if (event.kind == event_kind::body) {
      EXPECT_FALSE(spans.empty());
      EXPECT_EQ(event.text.data(), spans.front().data());
      for (const std::string_view span : spans) {
        EXPECT_FALSE(span.empty());
        EXPECT_TRUE(within(span, input));
        record_.body += span;
      }
      return;
    }
    EXPECT_TRUE(spans.empty());
    if (event.kind == event_kind::end) {
      EXPECT_FALSE(event.body_follows);
      record_.ended = true;
      return;
    }
    record_.has_status = true;
    record_.challenge = event.kind == event_kind::challenge;
    record_.ok = event.ok;
    record_.body_follows = event.body_follows;
    record_.text = event.text;
    EXPECT_EQ(parser_.in_body(), event.body_follows);
  }

  /// A complete reply takes nothing more, and an error stays what it was.
  void expect_silence() {
    if (!done()) {
      return;
    }
    for (const std::string_view more : {"", "+OK\r\n", ".\r\n"}) {
      const parse_result result = parser_.next(guard().at_end(more));
      EXPECT_EQ(result.consumed, 0U);
      EXPECT_EQ(result.error, record_.error);
      EXPECT_EQ(result.status, parser_.failed() ? parse_status::error : parse_status::need_more);
      EXPECT_EQ(result.offset, record_.offset);
    }
  }

  driver_options options_;
  reply_parser parser_;
  std::string buffer_;
  std::uint64_t consumed_ = 0;
  reply_record record_;
};

}  // namespace

reply_record drive(const reply_case& row, std::span<const std::string_view> pieces, driver_options options) {
  driver d(row, options);
  for (const std::string_view piece : pieces) {
    if (d.done()) {
      break;
    }
    d.read(piece);
  }
  return d.finish();
}

void expect_same_for_every_partition(const reply_case& row) {
  const reply_record naive = naive::read_reply(row.stream, row.shape, row.mode, row.limits);
  const std::string expected = print(naive);
  testkit::for_each_partition(row.stream, [&](std::span<const std::string_view> pieces) {
    const auto same = [&](driver_options options) {
      const reply_record record = drive(row, pieces, options);
      if (record != naive) {  // printing is slow, and rarely needed
        ADD_FAILURE() << "kernel " << options.scan.name() << ", " << options.spans << " spans, "
                      << pieces.size() << " pieces, the first of " << (pieces.empty() ? 0 : pieces[0].size())
                      << " octets\n"
                      << print(record) << "\nand not\n"
                      << expected;
      }
    };
    same({false, 0});
    for (const kernel scan : kernels()) {
      same({true, 1, scan});
      same({false, 3, scan});
    }
  });
}

}  // namespace popquiz::parser::test
