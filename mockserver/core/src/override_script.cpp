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
  const auto other = std::ranges::find_if_not(parsed.value->steps, [](const script::step& each) {
    return std::holds_alternative<script::on_step>(each.what) ||
           std::holds_alternative<script::judge_step>(each.what);
  });
  if (other != parsed.value->steps.end()) {
    why = script::script_error{std::string(file), other->where,
                               "expected nothing but `on` blocks in a script to serve"}
              .text();
    return nullptr;
  }
  return std::make_shared<const script::script>(std::move(*parsed.value));
}

}  // namespace popquiz::mockserver
