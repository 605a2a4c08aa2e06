#include "client/mbox_messages.hpp"

#include <algorithm>
#include <array>

namespace popquiz::conformance {
namespace {

constexpr std::string_view from = "From ";
/// asctime(3): "a" a letter, "0" a digit, "_" a digit or a space, all else itself.
constexpr std::string_view date = "aaa aaa _0 00:00:00 0000";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_as_wanted(char c, char wanted) {
  switch (wanted) {
    case 'a':
      return is_letter(c);
    case '0':
      return is_digit(c);
    case '_':
      return is_digit(c) || c == ' ';
    default:
      return c == wanted;
  }
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) {
    line.remove_suffix(1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
  }
  return line;
}

bool is_from_line(std::string_view line) {
  line = without_line_end(line);
  if (!line.starts_with(from) || line.size() < from.size() + 2 + date.size()) {
    return false;
  }
  const std::string_view end = line.substr(line.size() - date.size());
  return line[line.size() - date.size() - 1] == ' ' && std::ranges::equal(end, date, is_as_wanted);
}

/// A quoted line has a ">" that is not its own.
bool is_quoted(std::string_view line) {
  const std::size_t first = line.find_first_not_of('>');
  return first != 0 && first != std::string_view::npos && line.substr(first).starts_with(from);
}

void drop_blank_line(std::string& message) {
  for (const std::string_view end : {"\r\n", "\n"}) {
    if (message == end || (message.ends_with(end) && message.size() > end.size() &&
                           message[message.size() - end.size() - 1] == '\n')) {
      message.resize(message.size() - end.size());
      return;
    }
  }
}

}  // namespace

std::vector<std::string> mbox_messages(std::string_view octets, bool quoted, std::size_t limit) {
  std::vector<std::string> messages;
  while (!octets.empty()) {
    const std::size_t end = octets.find('\n');
    std::string_view line = octets.substr(0, end == std::string_view::npos ? octets.size() : end + 1);
    octets.remove_prefix(line.size());
    const bool begins = is_from_line(line);
    if (begins || messages.empty()) {
      if (!messages.empty()) {
        drop_blank_line(messages.back());
      }
      if (messages.size() == limit) {
        return messages;
      }
      messages.emplace_back();
    }
    if (begins) {
      continue;
    }
    if (quoted && is_quoted(line)) {
      line.remove_prefix(1);
    }
    messages.back() += line;
  }
  if (!messages.empty()) {
    drop_blank_line(messages.back());
  }
  return messages;
}

}  // namespace popquiz::conformance
