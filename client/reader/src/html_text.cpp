#include <popquiz/client/html_text.hpp>

#include "ascii_lower.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace popquiz::client {
namespace {

constexpr std::size_t longest_kept = 12;  // octets; no name or reference that means something here is longer
constexpr unsigned most_line_ends = 2;

struct reference_row {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<reference_row, 27> references{{
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", " "},
    {"auml", "\xC3\xA4"},
    {"ouml", "\xC3\xB6"},
    {"uuml", "\xC3\xBC"},
    {"Auml", "\xC3\x84"},
    {"Ouml", "\xC3\x96"},
    {"Uuml", "\xC3\x9C"},
    {"szlig", "\xC3\x9F"},
    {"eacute", "\xC3\xA9"},
    {"copy", "\xC2\xA9"},
    {"reg", "\xC2\xAE"},
    {"middot", "\xC2\xB7"},
    {"laquo", "\xC2\xAB"},
    {"raquo", "\xC2\xBB"},
    {"ndash", "\xE2\x80\x93"},
    {"mdash", "\xE2\x80\x94"},
    {"lsquo", "\xE2\x80\x98"},
    {"rsquo", "\xE2\x80\x99"},
    {"ldquo", "\xE2\x80\x9C"},
    {"rdquo", "\xE2\x80\x9D"},
    {"hellip", "\xE2\x80\xA6"},
    {"euro", "\xE2\x82\xAC"},
}};

struct block_row {
  std::string_view name;
  unsigned line_ends;
};
constexpr std::array<block_row, 19> blocks{{{"p", 2},
                                            {"h1", 2},
                                            {"h2", 2},
                                            {"h3", 2},
                                            {"h4", 2},
                                            {"h5", 2},
                                            {"h6", 2},
                                            {"ul", 2},
                                            {"ol", 2},
                                            {"blockquote", 2},
                                            {"pre", 2},
                                            {"table", 2},
                                            {"hr", 2},
                                            {"li", 1},
                                            {"div", 1},
                                            {"tr", 1},
                                            {"dt", 1},
                                            {"dd", 1},
                                            {"body", 1}}};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string utf8(std::uint32_t c) {
  const auto tail = [c](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    return {static_cast<char>(c)};
  }
  if (c < 0x800) {
    return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  }
  if (c < 0x10000) {
    return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  }
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

/// What "#228" or "#xE4" stands for; empty when it is no number of a character.
std::string numbered(std::string_view text) {
  text.remove_prefix(1);
  const bool hexadecimal = text.starts_with('x') || text.starts_with('X');
  text.remove_prefix(hexadecimal ? 1 : 0);
  std::uint32_t c = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), c, hexadecimal ? 16 : 10);
  const bool good = error == std::errc() && end == text.data() + text.size() && c != 0 && c <= 0x10FFFF;
  return good ? utf8(c) : std::string();
}

}  // namespace

void html_text::put(std::string_view text, std::string& out) {
  if (!skipping_.empty() || text.empty()) {
    return;
  }
  if (has_text_ && line_ends_ != 0) {
    out.append(line_ends_, '\n');
  } else if (has_text_ && space_) {
    out += ' ';
  }
  if (is_item_) {
    out += "* ";
  }
  out += text;
  line_ends_ = 0;
  space_ = is_item_ = false;
  has_text_ = true;
}

void html_text::end_tag() {
  state_ = state::text;
  const bool closes = kept_.starts_with('/');
  const std::string_view name = std::string_view(kept_).substr(closes ? 1 : 0);
  if (!skipping_.empty()) {
    if (closes && name == skipping_) {
      skipping_.clear();
    }
    return;
  }
  if (name == "script" || name == "style" || name == "title") {
    skipping_ = closes ? std::string_view() : name;
  } else if (name == "br") {
    line_ends_ = std::min(line_ends_ + 1, most_line_ends);
  } else if (name == "td" || name == "th") {
    space_ = true;
  } else {
    const auto* const block = std::ranges::find(blocks, name, &block_row::name);
    line_ends_ = std::max(line_ends_, block == blocks.end() ? 0U : block->line_ends);
    is_item_ = is_item_ || (name == "li" && !closes);
  }
}

void html_text::end_reference(std::string& out) {
  state_ = state::text;
  const auto* const known = std::ranges::find(references, kept_, &reference_row::name);
  std::string text = kept_.starts_with('#')      ? numbered(kept_)
                     : known != references.end() ? std::string(known->text)
                                                 : std::string();
  if (text == " ") {
    space_ = true;
  } else {
    put(text.empty() ? "&" + kept_ : text, out);
  }
}

void html_text::begin_tag(char c, std::string& out) {
  kept_.clear();
  before_ = 0;
  if (c == '/' || (is_letter(c) && skipping_.empty())) {
    state_ = state::tag_name;
    kept_ += ascii_lower(c);
  } else if ((c == '!' || c == '?') && skipping_.empty()) {
    state_ = state::declaration;
    dashes_ = 0;
  } else {
    state_ = state::text;
    put("<", out);
    take(c, out);
  }
}

void html_text::in_tag_name(char c, std::string& out) {
  const bool more = is_letter(c) || is_digit(c);
  if (more) {
    if (kept_.size() < longest_kept) {
      kept_ += ascii_lower(c);
    }
  } else if (!skipping_.empty() && kept_.substr(1) != skipping_) {
    state_ = state::text;  // no tag: a part of the script
    take(c, out);
  } else {
    state_ = state::tag;
    in_tag(c);
  }
}

void html_text::in_tag(char c) {
  if (c == '>') {
    end_tag();
  } else if ((c == '"' || c == '\'') && before_ == '=') {
    state_ = state::quoted;
    quote_ = c;
  }
  before_ = is_space(c) ? before_ : c;
}

void html_text::in_declaration(char c) {
  if (state_ == state::comment) {
    state_ = c == '>' && dashes_ >= 2 ? state::text : state::comment;
    dashes_ = c == '-' ? dashes_ + 1 : 0;
  } else if (c == '>') {
    state_ = state::text;
  } else if (c == '-' && ++dashes_ == 2) {
    state_ = state::comment;  // "<!-->" is one, too
  } else if (c != '-') {
    dashes_ = most_line_ends + 1;  // "--" begins a comment at the declaration's begin only
  }
}

void html_text::take(char c, std::string& out) {
  switch (state_) {
    case state::text:
      if (c == '<') {
        state_ = state::tag_start;
      } else if (c == '&' && skipping_.empty()) {
        state_ = state::reference;
        kept_.clear();
      } else if (is_space(c)) {
        space_ = true;
      } else {
        put({&c, 1}, out);
      }
      break;
    case state::reference:
      if (c == ';') {
        end_reference(out);
      } else if ((is_letter(c) || is_digit(c) || (c == '#' && kept_.empty())) &&
                 kept_.size() < longest_kept) {
        kept_ += c;
      } else {
        state_ = state::text;
        put("&" + kept_, out);
        take(c, out);
      }
      break;
    case state::tag_start:
      begin_tag(c, out);
      break;
    case state::tag_name:
      in_tag_name(c, out);
      break;
    case state::tag:
      in_tag(c);
      break;
    case state::quoted:
      state_ = c == quote_ ? state::tag : state::quoted;
      before_ = c;
      break;
    case state::declaration:
    case state::comment:
      in_declaration(c);
      break;
  }
}

void html_text::add(std::string_view piece, std::string& out) {
  for (const char c : piece) {
    take(c, out);
  }
}

void html_text::end(std::string& out) {
  if (state_ == state::reference) {
    put("&" + kept_, out);
  } else if (state_ == state::tag_start) {
    put("<", out);
  }
  state_ = state::text;
  if (has_text_) {
    out += '\n';
  }
}

}  // namespace popquiz::client
