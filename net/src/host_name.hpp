#pragma once

#include <cstddef>
#include <string_view>

namespace popquiz::net {

constexpr std::size_t longest_host_name = 253;  ///< octets, as text (RFC 1035 §2.3.4)

/// Labels of letters, digits, "-" and "_" (RFC 1123 §2.1; "_" as services have it) of 1 to 63 octets with
/// dots between, 253 octets at most, none at the end.
[[nodiscard]] bool is_host_name(std::string_view name) noexcept;

/// Letter case is of no matter (RFC 4343 §3), in ASCII.
[[nodiscard]] bool is_same_name(std::string_view a, std::string_view b) noexcept;

/// `name` is `domain` or below it.
[[nodiscard]] bool is_within(std::string_view name, std::string_view domain) noexcept;

/// Without dots at its end: "mail.example." is "mail.example".
[[nodiscard]] std::string_view without_trailing_dots(std::string_view name) noexcept;

}  // namespace popquiz::net
