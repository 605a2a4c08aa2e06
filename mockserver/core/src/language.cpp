#include "language.hpp"

#include "listing_output.hpp"

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/reply_serializer.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::mockserver {
namespace {

bool matches(std::string_view range, std::string_view tag) {
  if (range == "*") {
    return true;
  }
  return (tag.size() == range.size() || (tag.size() > range.size() && tag[range.size()] == '-')) &&
         parser::equal_ignoring_case(range, tag.substr(0, range.size()));
}

}  // namespace

reply speak(const session_data& session, const parser::command_view& command) {
  const auto& languages = session.server.settings().languages;
  if (!command.has_argument) {
    std::string lines;
    for (const spoken_language& each : languages) {
      const std::string line = each.name.empty() ? each.tag : each.tag + " " + each.name;
      static_cast<void>(parser::append_body_line(lines, line));  // one that can't be said isn't
    }
    parser::append_body_end(lines);
    return accept("language listing follows", std::make_unique<text_output>(std::move(lines)));
  }
  const auto found = std::ranges::find_if(
      languages, [&](const spoken_language& each) { return matches(command.first, each.tag); });
  if (found == languages.end()) {
    return refuse("this language is not spoken here");
  }
  return accept(found->tag + " language chosen");
}

}  // namespace popquiz::mockserver
