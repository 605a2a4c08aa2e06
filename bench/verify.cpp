#include "verify.hpp"

#include "naive/naive_reply_parser.hpp"
#include "passes.hpp"

namespace popquiz::bench {
namespace {

using parser::observation;

std::string difference(std::string_view who, const pass_result& got, std::string_view body,
                       const naive::reply_record& expected) {
  std::string what;
  if (!got.complete) {
    what = " stopped before the end";
  } else if (body != expected.body) {
    what = " handed out another body";
  }
  for (const observation kind : {observation::nul, observation::eight_bit}) {
    if (got.seen.count(kind) != expected.seen.count(kind)) {
      what.append(" counted otherwise: ").append(describe(kind));
    }
  }
  return what.empty() ? what : std::string(who).append(what);
}

}  // namespace

std::string verify(const reply& made, std::size_t read) {
  const naive::reply_record expected =
      naive::read_reply(made.whole(), parser::reply_shape::multi_line, parser::strictness::strict);
  if (!expected.ended || expected.consumed != made.whole().size()) {
    return "the naive parser found no whole reply";
  }
  span_storage spans;
  std::string body;
  body.reserve(expected.body.size());
  for (const parser::kernel kernel : parser::kernels()) {
    body.clear();
    const pass_result parsed = parse_reply(kernel, made.whole(), read, spans, collect_spans{body});
    if (std::string what = difference("parser", parsed, body, expected); !what.empty()) {
      return what.append(" with kernel ").append(kernel.name());
    }
    body.clear();
    const pass_result scanned = scan_body(kernel, made.body(), spans, collect_spans{body});
    if (std::string what = difference("scan", scanned, body, expected); !what.empty()) {
      return what.append(" with kernel ").append(kernel.name());
    }
  }
  body.clear();
  copy_by_getline(made.whole(), body);
  return difference("getline", {0, true, expected.seen}, body, expected);
}

}  // namespace popquiz::bench
