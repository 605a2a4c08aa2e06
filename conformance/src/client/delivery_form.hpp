#pragma once

#include <popquiz/conformance/driver.hpp>

#include <string_view>

namespace popquiz::conformance {

/// What is left of a delivered message behind the header fields that `form` declares as added: in their
/// order, each with its folded lines, each only when it is there.
[[nodiscard]] std::string_view without_added_fields(const delivery_form& form, std::string_view delivered);

}  // namespace popquiz::conformance
