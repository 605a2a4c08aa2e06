#include "message_file.hpp"

#include <algorithm>

namespace popquiz::broken_client {
namespace {

constexpr std::size_t header_limit = 2048;
constexpr std::size_t break_behind = 8191;

struct message_line {
  std::string_view text;
  std::string_view end;  ///< CRLF, LF or nothing
};

message_line next_line(std::string_view& octets) {
  const std::size_t end = octets.find('\n');
  const std::size_t size = end == std::string_view::npos ? octets.size() : end + 1;
  message_line line{octets.substr(0, size), {}};
  octets.remove_prefix(size);
  const std::size_t ends = line.text.ends_with("\r\n") ? 2 : line.text.ends_with('\n') ? 1 : 0;
  line.end = line.text.substr(size - ends);
  line.text.remove_suffix(ends);
  return line;
}

std::string broken(std::string_view text) {
  std::string made;
  for (; text.size() > break_behind; text.remove_prefix(break_behind)) {
    made.append(text.substr(0, break_behind)).append("\r\n");
  }
  return made.append(text);
}

/// The text of a line as the fault has it.
std::string changed_line(fault wrong, std::string_view text) {
  std::string made(text);
  switch (wrong) {
    case fault::no_unstuffing:
      return made.starts_with('.') ? "." + made : made;
    case fault::unstuffs_twice:
      return made.starts_with("..") ? made.substr(1) : made;
    case fault::drops_cr:
      std::erase(made, '\r');
      return made;
    case fault::lf_to_crlf:
      for (std::size_t at = made.find('\r'); at != std::string::npos; at = made.find('\r', at + 2)) {
        made.insert(at + 1, 1, '\n');
      }
      return made;
    case fault::drops_nul:
      std::erase(made, '\0');
      return made;
    case fault::nul_ends_line:
      return made.substr(0, made.find('\0'));
    case fault::drops_8th_bit:
      std::ranges::transform(made, made.begin(), [](char c) { return static_cast<char>(c & 0x7F); });
      return made;
    case fault::cuts_lines_at_511:
      return made.substr(0, 511);
    case fault::cuts_lines_at_1023:
      return made.substr(0, 1023);
    case fault::breaks_lines_at_8191:
      return broken(text);
    default:
      return made;
  }
}

}  // namespace

std::string changed(const orders& given, std::string_view message, std::uint64_t listed) {
  if (given.has(fault::cuts_at_listed_size)) {
    return std::string(
        message.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(listed, message.size()))));
  }
  std::string made;
  bool in_header = true;
  while (!message.empty()) {
    const message_line line = next_line(message);
    in_header = in_header && !line.text.empty();
    if (given.has(fault::cuts_header_at_2048) && in_header &&
        made.size() + line.text.size() + line.end.size() > header_limit) {
      continue;
    }
    made += changed_line(given.wrong, line.text);
    made += given.has(fault::lf_to_crlf) && line.end == "\n" ? std::string_view("\r\n") : line.end;
  }
  return made;
}

}  // namespace popquiz::broken_client
