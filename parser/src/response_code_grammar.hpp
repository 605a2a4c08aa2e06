#pragma once

#include <string_view>

namespace popquiz::parser::detail {

/// What stands between the brackets: resp-level *("/" resp-level), a level being 1*rchar (RFC 2449 §3).
[[nodiscard]] bool is_response_code(std::string_view code) noexcept;

}  // namespace popquiz::parser::detail
