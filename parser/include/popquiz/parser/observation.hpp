#pragma once

#include <popquiz/parser/errc.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser {

/// Something about a reply's octets that a reader of the wire wants to know.
enum class observation : std::uint8_t {
  bare_lf,           ///< deviation: line feed without carriage return
  bare_cr,           ///< deviation: carriage return without line feed
  unstuffed_dot,     ///< deviation: a body line with one leading dot and other octets behind it
  long_status_line,  ///< deviation: over 512 octets with CRLF (RFC 1939 §3)
  missing_space,     ///< deviation: text glued to the status indicator
  nul,               ///< note: an octet 0
  eight_bit,         ///< note: an octet over 127
  long_body_line,    ///< note: a body line over 998 octets without its line end (RFC 5322 §2.1.1)
};
inline constexpr std::size_t observation_kinds = 8;

/// The error that strict parsing makes of a deviation; parse_errc::none for a mere note.
[[nodiscard]] parse_errc strict_error(observation kind) noexcept;

/// A short description in the field's terms. Valid for ever.
[[nodiscard]] std::string_view describe(observation kind) noexcept;

/// How often each kind was seen in one reply, and where first. Fixed size whatever the peer sends.
class observation_set {
 public:
  /// `offset`: position in the stream of the octet concerned, the first one when seen several `times`.
  void note(observation kind, std::uint64_t offset, std::uint64_t times = 1) noexcept {
    entry& e = entries_[static_cast<std::size_t>(kind)];
    if (e.count == 0 && times != 0) {
      e.first = offset;
    }
    e.count += times;
  }
  [[nodiscard]] std::uint64_t count(observation kind) const noexcept {
    return entries_[static_cast<std::size_t>(kind)].count;
  }
  /// Stream offset of the first of its kind; meaningful when count(kind) != 0.
  [[nodiscard]] std::uint64_t first(observation kind) const noexcept {
    return entries_[static_cast<std::size_t>(kind)].first;
  }
  [[nodiscard]] bool empty() const noexcept {
    for (const entry& e : entries_) {
      if (e.count != 0) {
        return false;
      }
    }
    return true;
  }
  void clear() noexcept { entries_ = {}; }

  friend bool operator==(const observation_set&, const observation_set&) = default;

 private:
  struct entry {
    std::uint64_t count = 0;
    std::uint64_t first = 0;
    friend bool operator==(const entry&, const entry&) = default;
  };
  std::array<entry, observation_kinds> entries_{};
};

}  // namespace popquiz::parser
