#pragma once

#include <cstdint>

namespace popquiz::parser {

/// What a reply looks like on the wire. It follows from the command that was sent and is never
/// guessed from the reply (RFC 1939 §3, RFC 2449 §3: -ERR is always one line).
enum class reply_shape : std::uint8_t {
  single_line,  ///< a status line; the greeting too
  multi_line,   ///< behind +OK a body that ends with a line ".", behind -ERR nothing
  sasl,         ///< a challenge ("+ " and base64) or a status line (RFC 5034 §4)
};

}  // namespace popquiz::parser
