#include "suite/bookkeeping_fields.hpp"

#include <popquiz/parser/ascii.hpp>

#include <algorithm>
#include <array>

namespace popquiz::conformance {
namespace {

constexpr std::array<std::string_view, 7> names{"Status", "X-Status", "X-Keywords", "X-UID",
                                                "X-UIDL", "X-IMAP",   "X-IMAPbase"};

bool is_bookkeeping(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && std::ranges::any_of(names, [&](std::string_view each) {
           return parser::equal_ignoring_case(each, line.substr(0, colon));
         });
}

/// The first line with its line end, taken off. Empty: there is none.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
  text.remove_prefix(line.size());
  return line;
}

bool ends_header(std::string_view line) {
  return line.empty() || line == "\r\n" || line == "\n";
}

}  // namespace

std::string with_bookkeeping_of(std::string_view received, std::string_view stored) {
  std::string text;
  text.reserve(stored.size());
  std::string_view own;
  do {
    own = take_line(stored);
    for (std::string_view rest = received; !rest.empty();) {
      const std::string_view line = take_line(rest);
      if (line == own || !is_bookkeeping(line)) {
        break;
      }
      text.append(line);
      received = rest;
    }
    take_line(received);  // the counterpart of our own line, whatever it is
    text.append(own);
  } while (!ends_header(own));
  return text.append(stored);
}

}  // namespace popquiz::conformance
