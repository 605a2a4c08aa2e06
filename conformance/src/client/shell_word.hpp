#pragma once

#include <string>
#include <string_view>

namespace popquiz::conformance {

/// A word for sh(1): as it is when it has nothing that sh would see, else in quotes.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace popquiz::conformance
