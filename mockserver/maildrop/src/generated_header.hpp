#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// What tells a generated message from every other.
struct generated_identity {
  std::uint64_t number = 0;
  std::uint64_t seed = 0;
  std::uint64_t fingerprint = 0;  ///< of all that its octets depend on, but for the number
};

/// "<12.0123456789abcdef@generated.invalid>"
[[nodiscard]] std::string generated_message_id(const generated_identity& who);

/// "12.0123456789abcdef"
[[nodiscard]] std::string generated_unique_id(const generated_identity& who);

/// All header lines and the blank one.
[[nodiscard]] std::string generated_header(const generated_identity& who, std::string_view line_end);

}  // namespace popquiz::mockserver
