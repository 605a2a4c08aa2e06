#include <popquiz/client/safe_text.hpp>

#include <glib.h>

#include <algorithm>
#include <array>

namespace popquiz::client {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t control_pictures = 0x2400;  // of 0x00 to 0x1F
constexpr char32_t delete_picture = 0x2421;
constexpr unsigned most_joined = 4;  // characters without a width of their own behind one that has one

struct range {
  char32_t first;
  char32_t last;
};
/// What makes a terminal do something, or text read in another order than it is written in.
constexpr std::array<range, 8> harmful{{
    {0x80, 0x9F},        // C1, CSI and OSC among them
    {0x061C, 0x061C},    // Arabic letter mark
    {0x200E, 0x200F},    // left-to-right and right-to-left marks
    {0x2028, 0x202E},    // separators, embeddings and overrides
    {0x2066, 0x206F},    // isolates and deprecated format characters
    {0xFFF9, 0xFFFB},    // interlinear annotations
    {0xE0000, 0xE007F},  // tags
    {0xFDD0, 0xFDEF},    // no characters
}};

bool is_harmful(char32_t c) {
  return std::ranges::any_of(harmful, [c](const range& r) { return c >= r.first && c <= r.last; });
}

void append(char32_t c, std::string& out) {
  std::array<char, 6> octets{};
  const int size = ::g_unichar_to_utf8(c, octets.data());
  out.append(octets.data(), static_cast<std::size_t>(size));
}

unsigned width_of(char32_t c) {
  return ::g_unichar_iszerowidth(c) != 0 ? 0 : ::g_unichar_iswide(c) != 0 ? 2 : 1;
}

/// Takes the first character off; octets that are none count as one each.
char32_t take_character(std::string_view& text) {
  const gunichar c = ::g_utf8_get_char_validated(text.data(), static_cast<gssize>(text.size()));
  const bool valid = c < 0x110000;
  text.remove_prefix(
      valid ? std::max<std::size_t>(static_cast<std::size_t>(::g_unichar_to_utf8(c, nullptr)), 1) : 1);
  return valid ? c : replacement;
}

}  // namespace

void safe_text::put(char32_t c, std::string& out) {
  if (held_cr_ && c != '\n') {
    held_cr_ = false;
    put(control_pictures + '\r', out);
  }
  held_cr_ = false;
  if (c == '\r') {
    held_cr_ = true;
  } else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F)) {
    out += static_cast<char>(c);
  } else if (repertoire_ == repertoire::ascii) {
    out += '?';
  } else if (c < 0x20) {
    append(control_pictures + c, out);
  } else if (c == 0x7F) {
    append(delete_picture, out);
  } else {
    append(is_harmful(c) ? replacement : c, out);
  }
}

void safe_text::add(std::string_view piece, std::string& out) {
  for (const char octet : piece) {
    const auto value = static_cast<unsigned char>(octet);
    if (missing_ != 0) {
      if ((value & 0xC0U) == 0x80U) {
        partial_ = (partial_ << 6U) | (value & 0x3FU);
        if (--missing_ == 0) {
          const bool valid =
              partial_ >= least_ && partial_ <= 0x10FFFF && (partial_ < 0xD800 || partial_ > 0xDFFF);
          put(valid ? partial_ : replacement, out);
        }
        continue;
      }
      missing_ = 0;
      put(replacement, out);
    }
    if (value < 0x80) {
      put(value, out);
    } else if (value >= 0xC2 && value <= 0xDF) {
      missing_ = 1;
      least_ = 0x80;
      partial_ = value & 0x1FU;
    } else if (value >= 0xE0 && value <= 0xEF) {
      missing_ = 2;
      least_ = 0x800;
      partial_ = value & 0x0FU;
    } else if (value >= 0xF0 && value <= 0xF4) {
      missing_ = 3;
      least_ = 0x10000;
      partial_ = value & 0x07U;
    } else {
      put(replacement, out);
    }
  }
}

void safe_text::end(std::string& out) {
  if (missing_ != 0) {
    missing_ = 0;
    put(replacement, out);
  }
  if (held_cr_) {
    put('\n', out);
  }
}

std::string safe_line(std::string_view text, repertoire r) {
  std::string out;
  safe_text cleaner(r);
  cleaner.add(text, out);
  cleaner.end(out);
  std::ranges::replace_if(out, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    columns += width_of(take_character(text));
  }
  return columns;
}

std::string in_columns(std::string_view text, std::size_t columns, column_fill fill, repertoire r) {
  const bool fits = columns_of(text) <= columns;
  const std::size_t most = fits ? columns : columns - std::min<std::size_t>(columns, 1);
  std::string out;
  std::size_t used = 0;
  unsigned joined = 0;
  while (!text.empty()) {
    const std::string_view before = text;
    const unsigned width = width_of(take_character(text));
    joined = width == 0 ? joined + 1 : 0;
    if (used + width > most) {
      break;
    }
    if (joined <= most_joined) {
      out += before.substr(0, before.size() - text.size());
    }
    used += width;
  }
  if (!fits && columns != 0) {
    out += r == repertoire::ascii ? "~" : "\xE2\x80\xA6";
    ++used;
  }
  if (fill == column_fill::right && used < columns) {
    out.append(columns - used, ' ');
  }
  return out;
}

}  // namespace popquiz::client
