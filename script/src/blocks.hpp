#pragma once

#include <popquiz/script/script.hpp>

#include <cstdint>

namespace popquiz::script {

enum class block_need : std::uint8_t { none, optional, required };

/// Whether a block follows the line of this step.
[[nodiscard]] block_need need_of_block(const step_kind& s);

/// The step's block; nullptr when it can't have one.
[[nodiscard]] const block* body_of(const step_kind& s);
[[nodiscard]] block* body_of(step_kind& s);

}  // namespace popquiz::script
