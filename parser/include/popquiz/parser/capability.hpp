#pragma once

#include <popquiz/parser/listing.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::parser {

/// One line of CAPA (RFC 2449 §5): a keyword and its arguments, one space apart.
struct capability_view {
  std::string_view keyword;
  std::string_view arguments;  ///< everything behind the first space
};

[[nodiscard]] parsed<capability_view> parse_capability(std::string_view line, strictness mode) noexcept;

/// What a CAPA reply announced. Bounded: lines beyond either limit are not kept and overflowed() says so.
class capability_set {
 public:
  static constexpr std::size_t limit = 256;           ///< capabilities kept at most
  static constexpr std::size_t octets_limit = 65536;  ///< of all that are kept

  /// Adds a parsed line. Keywords compare without regard to case (RFC 2449 §5).
  void add(capability_view capability);
  [[nodiscard]] bool has(std::string_view keyword) const noexcept;
  /// The arguments of `keyword`, one space apart; empty when absent. Valid until add() or destruction.
  [[nodiscard]] std::string_view arguments(std::string_view keyword) const noexcept;
  /// Whether `word` is one of the arguments of `keyword`, case-insensitive, e.g. ("SASL", "PLAIN").
  [[nodiscard]] bool has_argument(std::string_view keyword, std::string_view word) const noexcept;
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

  struct entry {
    std::string keyword;
    std::string arguments;
  };
  /// In the order announced. Valid until add() or destruction.
  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

 private:
  std::vector<entry> entries_;
  std::size_t octets_ = 0;
  bool overflowed_ = false;
};

}  // namespace popquiz::parser
