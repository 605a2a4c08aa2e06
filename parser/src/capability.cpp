#include <popquiz/parser/capability.hpp>

#include <popquiz/parser/ascii.hpp>

namespace popquiz::parser {
namespace {

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// Takes the next word off the front of `text`; empty when there is none.
std::string_view next_word(std::string_view& text) noexcept {
  text = trim(text);
  std::size_t length = 0;
  while (length < text.size() && !is_blank(text[length])) {
    ++length;
  }
  const std::string_view word = text.substr(0, length);
  text.remove_prefix(length);
  return word;
}

parsed<capability_view> offence(parse_errc error, std::size_t offset) noexcept {
  return {{}, error, offset};
}

}  // namespace

// Strict: words of printable ASCII, one space between two of them, no dot in the first (RFC 2449 section
// 3). Tolerant: blanks of any number anywhere, 8-bit octets and dots; control octets never.
parsed<capability_view> parse_capability(std::string_view line, strictness mode) noexcept {
  const bool strict = mode == strictness::strict;
  bool space_allowed = false;  // strict: behind a word only
  bool in_tag = true;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == ' ' || (c == '\t' && !strict)) {
      if (strict && (!space_allowed || at + 1 == line.size())) {
        return offence(parse_errc::bad_separator, at);
      }
      space_allowed = false;
      in_tag = false;
    } else if (is_control(c) || (strict && (is_eight_bit(c) || (in_tag && c == '.')))) {
      return offence(parse_errc::bad_capability_octet, at);
    } else {
      space_allowed = true;
    }
  }
  std::string_view rest = line;
  const std::string_view keyword = next_word(rest);
  if (keyword.empty()) {
    return offence(parse_errc::missing_capability, 0);
  }
  return {{keyword, trim(rest)}, parse_errc::none, 0};
}

void capability_set::add(capability_view capability) {
  const std::size_t octets = capability.keyword.size() + capability.arguments.size();
  if (entries_.size() == limit || octets > octets_limit - octets_) {
    overflowed_ = true;
    return;
  }
  octets_ += octets;
  entry added{std::string(capability.keyword), {}};
  std::string_view rest = capability.arguments;
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    if (!added.arguments.empty()) {
      added.arguments += ' ';
    }
    added.arguments += word;
  }
  entries_.push_back(std::move(added));
}

bool capability_set::has(std::string_view keyword) const noexcept {
  for (const entry& e : entries_) {
    if (equal_ignoring_case(e.keyword, keyword)) {
      return true;
    }
  }
  return false;
}

std::string_view capability_set::arguments(std::string_view keyword) const noexcept {
  for (const entry& e : entries_) {
    if (equal_ignoring_case(e.keyword, keyword)) {
      return e.arguments;
    }
  }
  return {};
}

bool capability_set::has_argument(std::string_view keyword, std::string_view word) const noexcept {
  std::string_view rest = arguments(keyword);
  for (std::string_view next = next_word(rest); !next.empty(); next = next_word(rest)) {
    if (equal_ignoring_case(next, word)) {
      return true;
    }
  }
  return false;
}

}  // namespace popquiz::parser
