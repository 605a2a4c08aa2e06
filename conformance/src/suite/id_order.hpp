#pragma once

#include <string_view>

namespace popquiz::conformance {

/// Orders ids as a reader does: section 11 stands behind section 8. Transparent, for maps.
struct id_order {
  using is_transparent = void;
  [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const noexcept;
};

}  // namespace popquiz::conformance
