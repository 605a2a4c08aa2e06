#include "printable.hpp"

namespace popquiz::script {

void append_printable(std::string& out, char c) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  switch (c) {
    case '\r':
      out += "\\r";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\0':
      out += "\\0";
      return;
    case '\\':
      out += "\\\\";
      return;
    default:
      break;
  }
  if (c >= ' ' && c <= '~') {
    out += c;
    return;
  }
  const auto octet = static_cast<unsigned char>(c);
  out += "\\x";
  out += digits[octet >> 4U];
  out += digits[octet & 0x0FU];
}

void append_escaped(std::string& out, std::string_view octets, bool quoted) {
  for (const char c : octets) {
    if (c == '{' || (quoted && c == '"')) {
      out += '\\';
      out += c;
    } else {
      append_printable(out, c);
    }
  }
}

}  // namespace popquiz::script
