#include <popquiz/script/player.hpp>

#include "blocks.hpp"

#include <algorithm>
#include <variant>

namespace popquiz::script {

namespace {

[[nodiscard]] bool is_of_login(const piece& part) {
  return part.kind == piece_kind::secret ||
         (part.kind == piece_kind::use &&
          (part.text == "user" || part.text == "password" || part.text == "apop-digest"));
}

[[nodiscard]] bool any_needs_login(const block& steps);

[[nodiscard]] bool needs_login(const step& s) {
  if (const auto* line = std::get_if<line_step>(&s.what)) {
    return std::ranges::any_of(line->text.pieces, is_of_login);
  }
  if (const auto* let = std::get_if<let_step>(&s.what)) {
    return let->how == making::proof || std::ranges::any_of(let->text.pieces, is_of_login);
  }
  const block* body = body_of(s.what);
  return std::holds_alternative<login_step>(s.what) || (body != nullptr && any_needs_login(*body));
}

[[nodiscard]] bool any_needs_login(const block& steps) {
  return std::ranges::any_of(steps, [](const step& s) { return needs_login(s); });
}

}  // namespace

bool needs_login(const script& s) {
  return any_needs_login(s.steps);
}

}  // namespace popquiz::script
