#include "scan.hpp"

namespace popquiz::parser::detail {

std::span<const scan_functions* const> simd_functions() noexcept {
  return {};
}

}  // namespace popquiz::parser::detail
