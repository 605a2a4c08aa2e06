#include "play_text.hpp"

#include "placeholder_text.hpp"
#include "step_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

[[nodiscard]] std::string shown(const pattern& p, const variables& vars, const transcript& hiding) {
  std::string text;
  std::string octets;
  const auto flush = [&] {
    text += hiding.printable(octets);
    octets.clear();
  };
  for (const piece& part : p.pieces) {
    const bool literal = part.kind == piece_kind::literal;
    const auto value = part.kind == piece_kind::use ? expand({{part}}, vars) : std::nullopt;
    if (literal || value) {
      octets += literal ? part.text : *value;
      continue;
    }
    flush();
    text += print_placeholder(part);
  }
  flush();
  return text;
}

}  // namespace

bool knows_all(const pattern& p, const variables& vars) {
  return std::all_of(p.pieces.begin(), p.pieces.end(), [&](const piece& part) {
    return part.kind != piece_kind::use || expand({{part}}, vars).has_value();
  });
}

std::string why_unsayable(const pattern& p, const variables& vars) {
  for (const piece& part : p.pieces) {
    if (part.kind == piece_kind::secret && !expand({{part}}, vars)) {
      return fmt::format("{} can't be made of a name and a password alone", print_placeholder(part));
    }
    if (part.kind != piece_kind::use) {
      continue;
    }
    if (vars.find(part.text) != vars.end()) {
      if (!expand({{part}}, vars)) {
        return fmt::format("{} is no number, or none that fits", print_placeholder(part));
      }
    } else if (part.text == "apop-digest" && vars.find("timestamp") != vars.end()) {
      return "{=apop-digest} is not known: no MD5 function was given";
    } else if (part.text == "apop-digest" || part.text == "timestamp") {
      return fmt::format("{{={}}} is not known: the greeting has no timestamp", part.text);
    } else {
      return fmt::format("{{={}}} is not known: no step that was played captured it", part.text);
    }
  }
  return "a text with placeholders that only match can't be said";
}

std::string shown_step(const line_step& s, const variables& vars, const transcript& hiding) {
  std::string text = print(line_step{s.who, s.form, {}}).substr(0, 2);
  if (s.form == line_form::body_end) {
    return text + " (the end of the body)";
  }
  const std::string pattern_text = shown(s.text, vars, hiding);
  if (s.form == line_form::raw) {
    return fmt::format("{} \"{}\"", text, pattern_text);
  }
  return pattern_text.empty() ? text : text + ' ' + pattern_text;
}

}  // namespace popquiz::script
