#include "pattern_text.hpp"

#include "placeholder_text.hpp"
#include "printable.hpp"

#include <popquiz/parser/ascii.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace popquiz::script {

namespace {

constexpr std::array<std::string_view, 8> guard_words{"when",    "after",  "use",    "from",
                                                      "session", "longer", "larger", "bare"};
constexpr std::array<std::string_view, 5> predefined{"user", "password", "timestamp", "apop-digest",
                                                     "messages"};

[[nodiscard]] std::optional<unsigned> hexadecimal(std::string_view digits) noexcept {
  unsigned value = 0;
  for (const char c : digits) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return digits.size() == 2 ? std::optional(value) : std::nullopt;
}

/// The octet of the escape that the rest of the line begins with.
[[nodiscard]] std::optional<char> parse_escape(line_cursor& cursor, bool quoted) {
  const std::string_view rest = cursor.rest();
  const char letter = rest.size() > 1 ? rest[1] : ' ';
  std::optional<char> octet;
  std::size_t length = 2;
  switch (letter) {
    case 'r':
      octet = '\r';
      break;
    case 'n':
      octet = '\n';
      break;
    case 't':
      octet = '\t';
      break;
    case '0':
      octet = '\0';
      break;
    case '\\':
      octet = '\\';
      break;
    case '{':
      octet = '{';
      break;
    case '"':
      if (quoted) {
        octet = '"';
      }
      break;
    case 'x':
      length = 4;
      if (const auto value = hexadecimal(rest.substr(2, 2))) {
        octet = static_cast<char>(static_cast<unsigned char>(*value));
      }
      break;
    default:
      break;
  }
  if (!octet) {
    cursor.fail_here(
        quoted ? R"(an escape: \r \n \t \0 \\ \{ \" or \xHH)" : R"(an escape: \r \n \t \0 \\ \{ or \xHH)",
        std::min(length, rest.size()));
    return std::nullopt;
  }
  cursor.skip(length);
  return octet;
}

/// An unquoted argument ends in front of spaces that the end of the line or a guard word follows.
[[nodiscard]] bool argument_ends(std::string_view rest) noexcept {
  if (!rest.starts_with(' ')) {
    return false;
  }
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  return rest.empty() || is_guard_word(rest.substr(0, rest.find(' ')));
}

void append_literal(pattern& p, char c) {
  if (p.pieces.empty() || p.pieces.back().kind != piece_kind::literal) {
    p.pieces.push_back({piece_kind::literal, "", 0});
  }
  p.pieces.back().text += c;
}

[[nodiscard]] bool ends_here(const line_cursor& cursor, pattern_form form) noexcept {
  const std::string_view rest = cursor.rest();
  return rest.empty() || (form == pattern_form::quoted && rest.front() == '"') ||
         (form == pattern_form::argument && argument_ends(rest));
}

[[nodiscard]] bool parse_octet(line_cursor& cursor, pattern_form form, pattern& into) {
  const char c = cursor.rest().front();
  if (c == '\\') {
    const auto octet = parse_escape(cursor, form == pattern_form::quoted);
    if (octet) {
      append_literal(into, *octet);
    }
    return octet.has_value();
  }
  if (parser::is_control(c) && c != '\t') {
    return cursor.fail_here("an escape for a control octet", 1);
  }
  append_literal(into, c);
  cursor.skip(1);
  return true;
}

[[nodiscard]] bool begin_quotes(line_cursor& cursor) {
  if (!cursor.peek().starts_with('"')) {
    return cursor.fail("octets in quotes");
  }
  cursor.skip(1);
  return true;
}

[[nodiscard]] bool end_quotes(line_cursor& cursor) {
  if (cursor.rest().empty()) {
    return cursor.fail_here("a closing quote", 0);
  }
  cursor.skip(1);
  const bool ends = cursor.rest().empty() || cursor.rest().front() == ' ';
  // Facts have commas between them; where no comma may stand, whoever reads on tells.
  return ends || cursor.rest().front() == ',' || cursor.fail("a space behind the closing quote");
}

}  // namespace

bool is_guard_word(std::string_view word) noexcept {
  return std::find(guard_words.begin(), guard_words.end(), word) != guard_words.end();
}

bool is_predefined(std::string_view name) noexcept {
  return std::find(predefined.begin(), predefined.end(), name) != predefined.end();
}

std::optional<pattern> parse_pattern(line_cursor& cursor, pattern_form form, pattern_use use) {
  pattern result;
  captured_names captured;
  if (form == pattern_form::quoted && !begin_quotes(cursor)) {
    return std::nullopt;
  }
  while (!ends_here(cursor, form)) {
    if (cursor.rest().front() != '{') {
      if (!parse_octet(cursor, form, result)) {
        return std::nullopt;
      }
      continue;
    }
    auto placeholder = parse_placeholder(cursor, use, captured);
    if (!placeholder) {
      return std::nullopt;
    }
    result.pieces.push_back(std::move(*placeholder));
  }
  if (form == pattern_form::quoted && !end_quotes(cursor)) {
    return std::nullopt;
  }
  return result;
}

std::optional<std::string> parse_quoted_value(line_cursor& cursor) {
  if (!begin_quotes(cursor)) {
    return std::nullopt;
  }
  pattern value;
  while (!ends_here(cursor, pattern_form::quoted)) {
    if (cursor.rest().front() == '{') {
      cursor.fail_here(R"(a value without placeholders (\{ for a brace))", 1);
      return std::nullopt;
    }
    if (!parse_octet(cursor, pattern_form::quoted, value)) {
      return std::nullopt;
    }
  }
  if (!end_quotes(cursor)) {
    return std::nullopt;
  }
  return value.pieces.empty() ? std::string{} : std::move(value.pieces.front().text);
}

std::string print_pattern_text(const pattern& p, pattern_form form) {
  std::string text;
  for (const piece& part : p.pieces) {
    if (part.kind == piece_kind::literal) {
      append_escaped(text, part.text, form == pattern_form::quoted);
    } else {
      text += print_placeholder(part);
    }
  }
  return text;
}

std::string print_argument(const pattern& p) {
  const std::string text = print_pattern_text(p, pattern_form::argument);
  bool quotes = text.empty() || text.front() == '"' || text.front() == ' ' || text.back() == ' ';
  for (std::size_t at = 0; at < text.size() && !quotes;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    quotes = is_guard_word(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return quotes ? '"' + print_pattern_text(p, pattern_form::quoted) + '"' : text;
}

}  // namespace popquiz::script
