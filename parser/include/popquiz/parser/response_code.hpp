#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace popquiz::parser {

/// The response codes of RFC 2449 §8, RFC 3206 and RFC 6856 §2.
enum class response_code_kind : std::uint8_t { other, in_use, login_delay, sys_temp, sys_perm, auth, utf8 };

struct response_code {
  response_code_kind kind = response_code_kind::other;
  std::string_view code;  ///< between the brackets, e.g. "SYS/TEMP"
  std::string_view text;  ///< what follows the bracket and one space
};

/// The code at the very start of a status line's text, e.g. "[IN-USE] locked"; nothing when the text
/// does not begin with a well-formed one. Views are valid as long as `text`. Only to be trusted
/// when the server announced RESP-CODES (RFC 2449 §8).
[[nodiscard]] std::optional<response_code> find_response_code(std::string_view text) noexcept;

}  // namespace popquiz::parser
