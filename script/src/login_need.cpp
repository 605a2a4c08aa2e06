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

[[nodiscard]] bool any_needs_login(const block& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const step& s) {
    if (const auto* line = std::get_if<line_step>(&s.what)) {
      return std::any_of(line->text.pieces.begin(), line->text.pieces.end(), is_of_login);
    }
    const block* body = body_of(s.what);
    return std::holds_alternative<login_step>(s.what) || (body != nullptr && any_needs_login(*body));
  });
}

}  // namespace

bool needs_login(const script& s) {
  return any_needs_login(s.steps);
}

}  // namespace popquiz::script
