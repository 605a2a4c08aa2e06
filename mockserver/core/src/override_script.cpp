#include <popquiz/mockserver/override_script.hpp>

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::mockserver {

std::shared_ptr<const script::script> parse_overrides(std::string_view text, std::string_view file,
                                                      std::string& why) {
  auto parsed = script::parse_script(text, file);
  if (!parsed.value) {
    why = parsed.error.text();
    return nullptr;
  }
  return is_override(*parsed.value, why) ? std::make_shared<const script::script>(std::move(*parsed.value))
                                         : nullptr;
}

bool is_override(const script::script& given, std::string& why) {
  const auto other = std::ranges::find_if_not(given.steps, [](const script::step& each) {
    return std::holds_alternative<script::on_step>(each.what) ||
           std::holds_alternative<script::judge_step>(each.what);
  });
  if (other == given.steps.end()) {
    return true;
  }
  why =
      script::script_error{given.file, other->where, "expected nothing but `on` blocks in a script to serve"}
          .text();
  return false;
}

}  // namespace popquiz::mockserver
