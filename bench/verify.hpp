#pragma once

#include "inputs.hpp"

#include <string>

namespace popquiz::bench {

/// Runs every kernel's scan and parser and the getline copy over the reply and compares bodies and
/// counts with the naive parser's. Empty when all agree, otherwise who differs in what.
[[nodiscard]] std::string verify(const reply& made, std::size_t read);

}  // namespace popquiz::bench
