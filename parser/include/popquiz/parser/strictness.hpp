#pragma once

#include <cstdint>

namespace popquiz::parser {

/// Chosen by the caller, never implied. Tolerant accepts what real servers send and reports each
/// deviation as an observation; strict makes the first deviation an error.
enum class strictness : std::uint8_t { strict, tolerant };

}  // namespace popquiz::parser
