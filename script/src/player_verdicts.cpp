#include "pattern_text.hpp"
#include "placeholder_text.hpp"
#include "player_impl.hpp"
#include "step_text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

player::impl::progress player::impl::mismatch(std::string_view expected, std::string_view came) {
  if (result_.status == play_status::running) {
    result_ = {play_status::mismatch, where_, std::string(expected),
               std::string(came.empty() ? "an empty line" : came), ""};
  }
  return progress::stopped;
}

player::impl::progress player::impl::mismatch_of_body(std::string_view expected,
                                                      const body_difference& differs) {
  const auto line_or_end = [this](const std::optional<std::string_view>& line) {
    return line ? show(*line) : std::string("the end of the body");
  };
  return mismatch(fmt::format("{}: {}", expected, line_or_end(differs.wanted)),
                  fmt::format("{} (octet {} of the body, in line {})", line_or_end(differs.came),
                              differs.octet, differs.line));
}

player::impl::progress player::impl::abort(std::string_view reason) {
  if (result_.status == play_status::running) {
    result_ = {play_status::aborted, where_, "", "", std::string(reason)};
  }
  return progress::stopped;
}

bool player::impl::knows_all(const pattern& p) const {
  return std::all_of(p.pieces.begin(), p.pieces.end(), [&](const piece& part) {
    return part.kind != piece_kind::use || expand({{part}}, vars_).has_value();
  });
}

player::impl::progress player::impl::abort_unknown(const pattern& p) {
  for (const piece& part : p.pieces) {
    if (part.kind == piece_kind::secret && !expand({{part}}, vars_)) {
      return abort(fmt::format("{} can't be made of a name and a password alone", print_placeholder(part)));
    }
    if (part.kind != piece_kind::use) {
      continue;
    }
    if (vars_.find(part.text) != vars_.end()) {
      if (!expand({{part}}, vars_)) {
        return abort(fmt::format("{} is no number, or none that fits", print_placeholder(part)));
      }
    } else if (part.text == "apop-digest" && vars_.find("timestamp") != vars_.end()) {
      return abort("{=apop-digest} is not known: no MD5 function was given");
    } else if (part.text == "apop-digest" || part.text == "timestamp") {
      return abort(fmt::format("{{={}}} is not known: the greeting has no timestamp", part.text));
    } else {
      return abort(fmt::format("{{={}}} is not known: no step that was played captured it", part.text));
    }
  }
  return abort("a text with placeholders that only match can't be said");
}

/// As the script has it, with what is known in place of {=NAME}.
std::string player::impl::printed(const pattern& p) const {
  std::string text;
  std::string octets;
  const auto flush = [&] {
    text += show(octets);
    octets.clear();
  };
  for (const piece& part : p.pieces) {
    const bool literal = part.kind == piece_kind::literal;
    const auto value = part.kind == piece_kind::use ? expand({{part}}, vars_) : std::nullopt;
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

std::string player::impl::printed(const line_step& s) const {
  std::string text = print(line_step{s.who, s.form, {}}).substr(0, 2);
  if (s.form == line_form::body_end) {
    return text + " (the end of the body)";
  }
  const std::string pattern_text = printed(s.text);
  if (s.form == line_form::raw) {
    return fmt::format("{} \"{}\"", text, pattern_text);
  }
  return pattern_text.empty() ? text : text + ' ' + pattern_text;
}

std::string player::impl::came_and_then(std::string_view event) {
  const std::string_view rest = session().left_over();
  return rest.empty() ? std::string(event) : fmt::format("{} and then {}", show(rest), event);
}

}  // namespace popquiz::script
