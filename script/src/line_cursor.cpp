#include "line_cursor.hpp"

#include "duration_text.hpp"
#include "printable.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

constexpr std::size_t quoted_limit = 40;

[[nodiscard]] bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace

void line_cursor::skip_spaces() noexcept {
  at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
}

bool line_cursor::at_end() noexcept {
  skip_spaces();
  return at_ == text_.size();
}

std::string_view line_cursor::peek() noexcept {
  skip_spaces();
  return rest().substr(0, rest().find(' '));
}

bool line_cursor::accept(std::string_view word) noexcept {
  if (peek() != word) {
    return false;
  }
  skip(word.size());
  return true;
}

bool line_cursor::expect(std::string_view words) {
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (!accept(word)) {
      return fail(quote(words));
    }
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
  return true;
}

bool line_cursor::expect_end() {
  return at_end() || fail("the end of the line");
}

std::optional<std::uint64_t> line_cursor::number(std::string_view what, std::uint64_t from,
                                                 std::uint64_t to) {
  const std::string_view word = peek();
  const auto parsed = parser::parse_number(word);
  if (!parsed && parsed.error != parser::parse_errc::number_overflow) {
    fail(what);
    return std::nullopt;
  }
  if (!parsed || parsed.value < from || parsed.value > to) {
    fail(fmt::format("{} from {} to {}", what, from, to));
    return std::nullopt;
  }
  skip(word.size());
  return parsed.value;
}

std::optional<milliseconds> line_cursor::duration() {
  const std::string_view word = peek();
  const auto value = parse_duration(word);
  if (!value) {
    fail("a duration of a day at most, such as 100ms, 5s or 9m50s");
    return std::nullopt;
  }
  skip(word.size());
  return value;
}

std::optional<std::string> line_cursor::name(std::string_view what) {
  const std::string_view word = peek();
  if (!is_name(word)) {
    fail(what);
    return std::nullopt;
  }
  skip(word.size());
  return std::string(word);
}

bool line_cursor::fail(std::string_view what) {
  return fail_here(what, peek().size());
}

bool line_cursor::fail_here(std::string_view what, std::size_t octets) {
  const std::string_view found = rest().substr(0, octets);
  problems_.set(where(), fmt::format("expected {}, found {}", what,
                                     found.empty() ? std::string("the end of the line") : quote(found)));
  return false;
}

std::string quote(std::string_view found) {
  std::string text = "\"";
  for (const char c : found.substr(0, quoted_limit)) {
    append_printable(text, c);
  }
  text += found.size() > quoted_limit ? "...\"" : "\"";
  return text;
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_';
  });
}

bool is_word(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_plain_word(std::string_view text) noexcept {
  return is_word(text) && text.find_first_of("\"\\{") == text.npos;
}

}  // namespace popquiz::script
