#pragma once

#include <popquiz/parser/serialize_errc.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

// The only writer of CRLF behind commands and the lines of replies.

namespace popquiz::parser::detail {

/// Appends the pieces, one behind the other, and CRLF. Precondition: no CR, LF or NUL in them.
void write_line(std::string& out, std::span<const std::string_view> pieces);

/// The same for any pieces: appends nothing and says why when CR, LF or NUL are in them, which would make
/// two lines of one (RFC 1939 §3), or when the line with CRLF would pass `limit` octets (0: none).
[[nodiscard]] serialize_errc append_line(std::string& out, std::span<const std::string_view> pieces,
                                         std::size_t limit);

inline void write_line(std::string& out, std::initializer_list<std::string_view> pieces) {
  write_line(out, std::span(pieces.begin(), pieces.size()));
}
[[nodiscard]] inline serialize_errc append_line(std::string& out,
                                                std::initializer_list<std::string_view> pieces,
                                                std::size_t limit) {
  return append_line(out, std::span(pieces.begin(), pieces.size()), limit);
}

}  // namespace popquiz::parser::detail
