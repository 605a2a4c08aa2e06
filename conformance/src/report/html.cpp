#include "report/html.hpp"

#include "report/markup_text.hpp"
#include "suite/embedded_files.hpp"

#include <algorithm>

namespace popquiz::conformance {
namespace {

std::string_view embedded(std::string_view name) {
  for (const embedded_file& each : embedded_report_files()) {
    if (each.path == name) {
      return each.octets;
    }
  }
  return {};
}

/// What stands between the line that names the part and the next such line.
std::string_view part_text(std::string_view name) {
  const std::string_view all = embedded("parts.html");
  const std::string mark = "<!-- " + std::string(name) + " -->\n";
  const std::size_t at = all.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = all.substr(at + mark.size());
  return rest.substr(0, rest.find("<!-- "));
}

}  // namespace

html html::text(std::string_view octets) {
  html made;
  made.markup_ = markup_text(octets);
  return made;
}

html html::file(std::string_view name) {
  html made;
  made.markup_ = embedded(name);
  return made;
}

html html::part(std::string_view name, std::initializer_list<value> values) {
  html made;
  std::string_view rest = part_text(name);
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find("{{"), rest.size());
    made.markup_ += rest.substr(0, open);
    rest.remove_prefix(open);
    const std::size_t close = rest.find("}}");
    if (close == std::string_view::npos) {
      made.markup_ += rest;
      break;
    }
    const std::string_view key = rest.substr(2, close - 2);
    const auto* const found =
        std::ranges::find_if(values, [&](const value& each) { return each.first == key; });
    if (found != values.end()) {
      made += found->second;
    }
    rest.remove_prefix(close + 2);
  }
  return made;
}

}  // namespace popquiz::conformance
