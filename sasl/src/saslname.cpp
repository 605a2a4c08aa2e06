#include "saslname.hpp"

#include <utility>

namespace popquiz::sasl {

std::string to_saslname(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ',') {
      text += "=2C";
    } else if (c == '=') {
      text += "=3D";
    } else {
      text += c;
    }
  }
  return text;
}

std::optional<std::string> from_saslname(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',' || text[i] == '\0') {
      return std::nullopt;
    }
    if (text[i] != '=') {
      name += text[i];
      continue;
    }
    const std::string_view escape = text.substr(i, 3);
    if (escape != "=2C" && escape != "=3D") {
      return std::nullopt;
    }
    name += escape == "=2C" ? ',' : '=';
    i += 2;
  }
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

}  // namespace popquiz::sasl
