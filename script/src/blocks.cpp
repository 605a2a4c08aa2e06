#include "blocks.hpp"

#include <type_traits>
#include <variant>

namespace popquiz::script {

block_need need_of_block(const step_kind& s) {
  if (std::holds_alternative<session_step>(s) || std::holds_alternative<on_step>(s)) {
    return block_need::optional;
  }
  return body_of(s) != nullptr ? block_need::required : block_need::none;
}

const block* body_of(const step_kind& s) {
  return std::visit(
      [](const auto& kind) -> const block* {
        if constexpr (requires { kind.body; }) {
          return &kind.body;
        } else {
          return nullptr;
        }
      },
      s);
}

block* body_of(step_kind& s) {
  return std::visit(
      [](auto& kind) -> block* {
        if constexpr (requires { kind.body; }) {
          return &kind.body;
        } else {
          return nullptr;
        }
      },
      s);
}

}  // namespace popquiz::script
