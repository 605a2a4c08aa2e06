#include "play/script_input.hpp"

#include "text_file.hpp"

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace popquiz::cli {

std::shared_ptr<const script::script> load_script(const std::string& file, std::string& why) {
  const auto text = read_text_file(file, why, nullptr, script::recording_size_limit);
  if (!text) {
    return nullptr;
  }
  auto parsed = script::parse_script(*text, file, script::recording_size_limit);
  if (!parsed.value) {
    why = parsed.error.text();
    return nullptr;
  }
  return std::make_shared<const script::script>(std::move(*parsed.value));
}

bool is_recording(const script::script& s) {
  return s.subject == script::subject_kind::none && !s.steps.empty() &&
         !std::holds_alternative<script::on_step>(s.steps.front().what) &&
         !std::holds_alternative<script::judge_step>(s.steps.front().what);
}

bool begins_tls(const script::script& s) {
  return std::ranges::any_of(s.steps, [](const script::step& each) {
    return std::holds_alternative<script::start_tls_step>(each.what);
  });
}

}  // namespace popquiz::cli
