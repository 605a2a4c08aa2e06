#include <popquiz/parser/timestamp.hpp>

namespace popquiz::parser {
namespace {

/// local@domain of printable ASCII, neither side empty, and none of "<", ">", "@" within them.
bool is_message_id(std::string_view id) noexcept {
  const std::size_t at = id.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == id.size()) {
    return false;
  }
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    const bool printable = c > ' ' && static_cast<unsigned char>(c) < 0x7F;
    if (!printable || c == '<' || (c == '@' && i != at)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::string_view> find_timestamp(std::string_view greeting_text) noexcept {
  const std::size_t open = greeting_text.find('<');
  const std::size_t close = open == std::string_view::npos ? open : greeting_text.find('>', open);
  if (close == std::string_view::npos || !is_message_id(greeting_text.substr(open + 1, close - open - 1))) {
    return std::nullopt;
  }
  return greeting_text.substr(open, close - open + 1);
}

}  // namespace popquiz::parser
