#include <popquiz/parser/response_code.hpp>

#include <popquiz/parser/ascii.hpp>

#include "response_code_grammar.hpp"

#include <array>
#include <utility>

namespace popquiz::parser {
namespace {

/// rchar of RFC 2449 section 3, or the slash between levels; DEL is in its range.
constexpr bool is_level_octet(char c) noexcept {
  return static_cast<unsigned char>(c) > ' ' && !is_eight_bit(c) && c != ']';
}

/// Unknown detail behind a known code is ignored (RFC 2449 section 8).
bool is_or_refines(std::string_view code, std::string_view known) noexcept {
  return equal_ignoring_case(code.substr(0, known.size()), known) &&
         (code.size() == known.size() || code[known.size()] == '/');
}

response_code_kind kind_of(std::string_view code) noexcept {
  using enum response_code_kind;
  constexpr std::array<std::pair<std::string_view, response_code_kind>, 6> known{
      {{"IN-USE", in_use},
       {"LOGIN-DELAY", login_delay},
       {"SYS/TEMP", sys_temp},
       {"SYS/PERM", sys_perm},
       {"AUTH", auth},
       {"UTF8", utf8}}};
  for (const auto& [name, kind] : known) {
    if (is_or_refines(code, name)) {
      return kind;
    }
  }
  return other;
}

}  // namespace

bool detail::is_response_code(std::string_view code) noexcept {
  bool level_empty = true;
  for (const char c : code) {
    if (c == '/' ? level_empty : !is_level_octet(c)) {
      return false;
    }
    level_empty = c == '/';
  }
  return !level_empty;
}

std::optional<response_code> find_response_code(std::string_view text) noexcept {
  if (!text.starts_with('[')) {
    return std::nullopt;
  }
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos || !detail::is_response_code(text.substr(1, close - 1))) {
    return std::nullopt;
  }
  response_code found;
  found.code = text.substr(1, close - 1);
  found.kind = kind_of(found.code);
  found.text = text.substr(close + 1);
  if (found.text.starts_with(' ')) {
    found.text.remove_prefix(1);
  }
  return found;
}

}  // namespace popquiz::parser
