#include "server/capability_states.hpp"

#include <popquiz/parser/ascii.hpp>

#include "report/report_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace popquiz::conformance {
namespace {

std::string_view tag_of(std::string_view line) {
  return line.substr(0, line.find(' '));
}

/// What stands behind a tag; nothing when no line has it.
std::optional<std::string> behind(const std::vector<std::string>& lines, std::string_view tag) {
  const auto found = std::ranges::find_if(
      lines, [&](const std::string& line) { return parser::equal_ignoring_case(tag_of(line), tag); });
  if (found == lines.end()) {
    return std::nullopt;
  }
  return found->size() <= tag.size() + 1 ? "yes" : found->substr(tag.size() + 1);
}

struct state_of_capabilities {
  std::string_view name;
  const std::vector<std::string>* lines;
};

std::vector<state_of_capabilities> states_of(const server_profile& p) {
  if (!p.answers_capa) {
    return {};
  }
  std::vector<state_of_capabilities> all{{"before the login", &p.capabilities_before_login}};
  if (p.tls.capabilities) {
    all.push_back({"in TLS", &*p.tls.capabilities});
  }
  all.push_back({"after the login", &p.capabilities_after_login});
  return all;
}

}  // namespace

std::set<std::string> announced_tags(const server_profile& p) {
  std::set<std::string> tags;
  for (const auto& [name, lines] : states_of(p)) {
    for (const std::string& line : *lines) {
      std::string tag(tag_of(line));
      std::ranges::transform(tag, tag.begin(), parser::to_upper);
      tags.insert(std::move(tag));
    }
  }
  return tags;
}

std::string announced_by_state(const server_profile& p, std::string_view tag) {
  const auto states = states_of(p);
  std::vector<std::pair<std::string, std::vector<std::string>>> by_text;  // the states in which each stands
  for (const auto& [name, lines] : states) {
    const auto text = behind(*lines, tag);
    if (!text) {
      continue;
    }
    auto found = std::ranges::find(by_text, *text, &decltype(by_text)::value_type::first);
    if (found == by_text.end()) {
      found = by_text.insert(found, {*text, {}});
    }
    found->second.emplace_back(name);
  }
  std::vector<std::string> parts;
  parts.reserve(by_text.size());
  for (const auto& [text, where] : by_text) {
    parts.push_back(where.size() == states.size() ? text
                                                  : fmt::format("{}, {}", text, joined(where, " and ")));
  }
  return joined(parts, "; ");
}

std::vector<std::string> arguments_of(const std::vector<std::string>& capabilities, std::string_view tag) {
  std::vector<std::string> words;
  for (const std::string& line : capabilities) {
    if (!parser::equal_ignoring_case(tag_of(line), tag)) {
      continue;
    }
    std::string_view rest = std::string_view(line).substr(tag.size());
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::string_view word = rest.substr(0, rest.find(' '));
      if (!word.empty()) {
        words.emplace_back(word);
      }
      rest.remove_prefix(word.size());
    }
  }
  return words;
}

}  // namespace popquiz::conformance
