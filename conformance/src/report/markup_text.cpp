#include "report/markup_text.hpp"

#include "report/printable_utf8.hpp"

namespace popquiz::conformance {

std::string markup_text(std::string_view text) {
  std::string out;
  for (const char octet : printable_utf8(text)) {
    switch (octet) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += octet;
    }
  }
  return out;
}

}  // namespace popquiz::conformance
