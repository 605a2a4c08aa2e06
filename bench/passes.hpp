#pragma once

#include <popquiz/parser/observation.hpp>
#include <popquiz/parser/reply_parser.hpp>

#include "scan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::bench {

/// Spans asked for at a time, as a writer that gathers would.
inline constexpr std::size_t batch_size = 256;

using span_batch = std::span<const std::string_view>;
/// Where a pass puts its spans. The caller keeps it, as a server would: to set it up costs as much as to
/// scan a small reply.
using span_storage = std::array<std::string_view, batch_size>;

/// What one pass over a reply came to.
struct pass_result {
  std::size_t spans = 0;
  bool complete = false;
  parser::observation_set seen;
};

/// For timing: the spans are there, nobody reads them.
struct drop_spans {
  void operator()(span_batch) const noexcept {}
};
/// For comparing with the naive parser.
struct collect_spans {
  std::string& body;
  void operator()(span_batch spans) const {
    for (const std::string_view span : spans) {
      body += span;
    }
  }
};

/// The body scan alone, over a body without terminator. Does what is the parser's part where the
/// scan stops because the batch is full: hands it out and steps over the dot.
template <class Take>
pass_result scan_body(parser::kernel kernel, std::string_view body, span_storage& spans, Take take) {
  constexpr parser::detail::line_room room{998, 998};
  const parser::detail::scan_body scan = kernel.functions().body;
  pass_result result;
  std::size_t at = body.starts_with('.') ? 1 : 0;
  while (at < body.size()) {
    // One is kept for the span that is open when the scan stops.
    const parser::detail::body_run run = scan(body.substr(at), room, std::span(spans).first(batch_size - 1));
    if (run.length == 0) {
      return result;
    }
    std::size_t count = run.spans;
    if (run.length > run.begin) {
      spans[count++] = body.substr(at + run.begin, run.length - run.begin);
    }
    take(span_batch(spans).first(count));
    result.spans += count;
    result.seen.note(parser::observation::nul, at + run.first_nul, run.nuls);
    result.seen.note(parser::observation::eight_bit, at + run.first_eight_bit, run.eight_bits);
    at += run.length + (run.at_line_start ? 1 : 0);
  }
  result.complete = true;
  return result;
}

/// The reply parser over a whole reply that comes `read` octets at a time (0: at once), as to a caller
/// whose buffer grows behind what is not consumed.
template <class Take>
pass_result parse_reply(parser::kernel kernel, std::string_view wire, std::size_t read, span_storage& spans,
                        Take take) {
  parser::reply_parser parser(parser::strictness::strict, {}, kernel);
  parser.expect(parser::reply_shape::multi_line);
  pass_result result;
  std::size_t at = 0;
  std::size_t there = read == 0 ? wire.size() : std::min(read, wire.size());
  while (!parser.idle() && !parser.failed()) {
    const parser::batch_result batch = parser.next(wire.substr(at, there - at), spans);
    at += batch.result.consumed;
    take(span_batch(spans).first(batch.count));
    result.spans += batch.count;
    if (batch.result.status == parser::parse_status::need_more) {
      if (there == wire.size()) {
        return result;
      }
      there += std::min(read, wire.size() - there);
    }
  }
  result.complete = parser.idle() && at == wire.size();
  result.seen = parser.seen();
  return result;
}

/// The usual way: std::getline, strip the CR and the stuffing dot, append to `out`.
void copy_by_getline(std::string_view wire, std::string& out);

}  // namespace popquiz::bench
