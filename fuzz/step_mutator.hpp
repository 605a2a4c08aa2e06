#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::fuzz {

/// Changes an input of steps in place, to `most` octets at most; gives its new size. The same `seed` makes
/// the same of the same, but for what LLVMFuzzerMutate() does.
[[nodiscard]] std::size_t mutate_steps(std::uint8_t* data, std::size_t size, std::size_t most,
                                       std::uint32_t seed);

/// Makes one input of two: steps of the first, then steps of the second. Gives its size.
[[nodiscard]] std::size_t cross_steps(std::string_view first, std::string_view second, std::uint8_t* into,
                                      std::size_t most, std::uint32_t seed);

}  // namespace popquiz::fuzz
