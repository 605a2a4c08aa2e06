#include <popquiz/client/mail_header.hpp>

#include "ascii_lower.hpp"
#include "header_lines.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <algorithm>

namespace popquiz::client {
namespace {

/// RFC 5322 §3.6.8: graphic ASCII but the colon.
bool is_name_octet(char c) {
  return c > 0x20 && c < 0x7F && c != ':';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string_view without_line_end(std::string_view line) {
  line.remove_suffix(line.ends_with("\r\n") ? 2 : line.ends_with('\n') ? 1 : 0);
  return line;
}

}  // namespace

header_line kind_of_header_line(std::string_view line, bool is_first) noexcept {
  line = without_line_end(line);
  if (line.empty()) {
    return header_line::empty;
  }
  if (is_first && (line.starts_with("From ") || line.starts_with(">From "))) {
    return header_line::envelope;
  }
  if (line.front() == ' ' || line.front() == '\t') {
    return is_first ? header_line::other : header_line::continuation;
  }
  const auto* const end = std::ranges::find_if_not(line, is_name_octet);
  const std::string_view rest = line.substr(static_cast<std::size_t>(end - line.begin()));
  // RFC 5322 §4.5 has white space in front of the colon, too.
  return end != line.begin() && trimmed(rest).starts_with(':') ? header_line::field : header_line::other;
}

std::vector<mail_field> parse_header(std::string_view octets) {
  std::vector<mail_field> fields;
  bool is_first = true;
  while (!octets.empty()) {
    const std::size_t size = std::min(octets.find('\n'), octets.size() - 1) + 1;
    const std::string_view line = without_line_end(octets.substr(0, size));
    const header_line kind = kind_of_header_line(line, is_first);
    octets.remove_prefix(size);
    is_first = false;
    if (kind == header_line::empty || kind == header_line::other) {
      break;
    }
    if (kind == header_line::field) {
      if (fields.size() == reader_limits::fields) {
        break;
      }
      const std::size_t colon = line.find(':');
      fields.push_back(
          {std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
    } else if (kind == header_line::continuation && !fields.empty()) {
      fields.back().value += fields.back().value.empty() ? "" : " ";
      fields.back().value += trimmed(line);
    }
  }
  return fields;
}

const mail_field* find_field(const std::vector<mail_field>& fields, std::string_view name) noexcept {
  const auto found = std::ranges::find_if(fields, [name](const mail_field& f) {
    return std::ranges::equal(f.name, name, {}, ascii_lower, ascii_lower);
  });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace popquiz::client
