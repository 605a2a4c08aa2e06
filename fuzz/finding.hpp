#pragma once

#include "naive/naive_reply_parser.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace popquiz::fuzz {

/// Says what is wrong, with both records, and aborts; the fuzzer keeps the input.
[[noreturn]] inline void finding(std::string_view rule, std::string_view expected, std::string_view found) {
  std::string text = "\nFINDING: ";
  text.append(rule).append("\n  expected: ").append(expected).append("\n  found:    ").append(found) += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}

/// The rule holds, or the input is a finding.
inline void require(bool holds, std::string_view rule, std::string_view concerned = {}) {
  if (!holds) [[unlikely]] {
    finding(rule, "as the rule says", naive::escape(concerned));
  }
}

inline void require_equal(std::string_view expected, std::string_view found, std::string_view rule) {
  if (expected != found) [[unlikely]] {
    finding(rule, naive::escape(expected), naive::escape(found));
  }
}

}  // namespace popquiz::fuzz
