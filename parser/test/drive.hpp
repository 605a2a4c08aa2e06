#pragma once

#include "naive/naive_reply_parser.hpp"

#include <popquiz/parser/reply_parser.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace popquiz::parser::test {

using naive::reply_record;

struct reply_case {
  std::string_view stream;
  reply_shape shape = reply_shape::single_line;
  strictness mode = strictness::strict;
  reply_limits limits = {};
};

/// Which side of the input the page that must not be read stands at, and how bodies are asked for.
struct driver_options {
  bool guard_in_front = false;
  std::size_t spans = 0;  ///< 0: next(input); otherwise the batch interface with that many spans
  kernel scan = {};
};

/// Reads one reply as a caller with a buffer would: unconsumed octets are handed in again with the
/// next piece behind them. Checks, on the way, what the contract says of every single call.
[[nodiscard]] reply_record drive(const reply_case& row, std::span<const std::string_view> pieces,
                                 driver_options options = {});

/// Drives the case through every partition, kernel and option; all must equal the naive parser's record.
void expect_same_for_every_partition(const reply_case& row);

}  // namespace popquiz::parser::test
