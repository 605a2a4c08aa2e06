#pragma once

#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/strictness.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::parser {

/// A value, or why there is none and at which octet of the text.
template <class T>
struct parsed {
  T value{};
  parse_errc error = parse_errc::none;
  std::size_t offset = 0;
  [[nodiscard]] explicit operator bool() const noexcept { return error == parse_errc::none; }
};

struct drop_listing {
  std::uint64_t messages = 0;
  std::uint64_t octets = 0;
};
struct scan_listing {
  std::uint64_t number = 0;
  std::uint64_t octets = 0;
};
struct unique_id_listing {
  std::uint64_t number = 0;
  std::string_view unique_id;  ///< valid as long as the text that was parsed
};

inline constexpr std::size_t unique_id_limit = 70;  ///< octets (RFC 1939 §7)

/// Digits only, at least one, at most 64 bits. `text` is used up wholly.
[[nodiscard]] parsed<std::uint64_t> parse_number(std::string_view text) noexcept;

/// `text`: what stands behind "+OK " in the reply to STAT (RFC 1939 §5). Tolerant: several spaces
/// or tabs count as one, text behind the size is ignored. Strict: exactly "nn mm".
[[nodiscard]] parsed<drop_listing> parse_drop_listing(std::string_view text, strictness mode) noexcept;

/// A line of LIST without its line end, or what stands behind "+OK " in the reply to LIST n (§5).
[[nodiscard]] parsed<scan_listing> parse_scan_listing(std::string_view line, strictness mode) noexcept;

/// The same for UIDL (§7). Tolerant: unique-ids of any length but zero and of any octets but
/// controls and spaces; the caller bounds what it keeps.
[[nodiscard]] parsed<unique_id_listing> parse_unique_id_listing(std::string_view line,
                                                                strictness mode) noexcept;

}  // namespace popquiz::parser
