#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace popquiz::mockserver {

/// What CAPA may announce (RFC 2449 §6, RFC 2595 §4, RFC 3206 §6, RFC 5034 §3, RFC 6856 §2 and §3).
enum class capability : std::uint8_t {
  top,
  user,
  sasl,
  stls,
  uidl,
  resp_codes,
  auth_resp_code,
  pipelining,
  login_delay,
  expire,
  utf8,
  lang,
  implementation,
};
inline constexpr std::size_t capability_count = 13;

/// As CAPA has it, e.g. "RESP-CODES". Valid for ever.
[[nodiscard]] std::string_view name_of(capability what) noexcept;

/// By its name in any case (RFC 2449 §5); nothing when there is none.
[[nodiscard]] std::optional<capability> find_capability(std::string_view name) noexcept;

/// A set of capabilities; all of them, at first.
class capability_choice {
 public:
  constexpr void leave_out(capability what) noexcept { left_out_ |= bit(what); }
  [[nodiscard]] constexpr bool has(capability what) const noexcept { return (left_out_ & bit(what)) == 0; }

 private:
  static constexpr std::uint32_t bit(capability what) noexcept { return 1U << static_cast<unsigned>(what); }
  std::uint32_t left_out_ = 0;
};

}  // namespace popquiz::mockserver
