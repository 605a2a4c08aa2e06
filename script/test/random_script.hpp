#pragma once

#include <popquiz/script/script.hpp>

#include <cstdint>

namespace popquiz::script::test {

/// A script that the language can say, the same for the same seed.
[[nodiscard]] script random_script(std::uint32_t seed);

}  // namespace popquiz::script::test
