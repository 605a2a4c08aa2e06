#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

enum class stored_line_end : std::uint8_t { crlf, lf };

/// Mail that is made as it is read: what it is like. Everything else about it follows from the seed.
struct generated_mail {
  static constexpr std::uint64_t messages_limit = 100'000'000;
  static constexpr std::uint64_t octets_floor = 320;              ///< a header must fit
  static constexpr std::uint64_t octets_limit = 1ULL << 50U;      ///< 1 PiB, of one message
  static constexpr std::uint64_t all_octets_limit = 1ULL << 62U;  ///< of all together
  static constexpr std::uint32_t line_limit = 64U * 1024;         ///< octets of a body's line

  std::uint64_t messages = 1;
  std::uint64_t least_octets = 4096;  ///< of a message, as RFC 1939 §11 counts them
  std::uint64_t most_octets = 4096;   ///< sizes between the two are equally likely
  std::uint32_t line = 76;            ///< octets of a body's line without its end; the last one may differ
  std::uint32_t dotted = 0;           ///< lines of each 1,000 in a body that begin with a dot
  stored_line_end ends = stored_line_end::crlf;
  std::uint64_t seed = 1;

  friend bool operator==(const generated_mail&, const generated_mail&) = default;
};

/// What is wrong with it, for a person; empty when it can be made.
[[nodiscard]] std::string find_problem(const generated_mail& what);

/// Reads "COUNTxSIZE[-SIZE][,KEY=VALUE]...", e.g. "10000x4KiB" or
/// "1x10GiB,dots=12.5%,line=76,ends=lf,seed=7". A SIZE is in octets or has one of the units KiB, MiB, GiB,
/// TiB. Nothing, and `why` set, when it is none or can't be made.
[[nodiscard]] std::optional<generated_mail> parse_generated_mail(std::string_view text, std::string& why);

}  // namespace popquiz::mockserver
