#include "bookkeeping_fields.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace popquiz::conformance {
namespace {

constexpr std::array names{std::string_view("status"),     std::string_view("x-status"),
                           std::string_view("x-keywords"), std::string_view("x-uid"),
                           std::string_view("x-uidl"),     std::string_view("x-imap"),
                           std::string_view("x-imapbase")};

bool is_bookkeeping(std::string_view line) {
  std::string name(line.substr(0, std::min(line.find(':'), line.size())));
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.size() < line.size() && std::ranges::find(names, name) != names.end();
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
