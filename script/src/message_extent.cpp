#include "message_extent.hpp"

#include "play_body.hpp"

#include <algorithm>

namespace popquiz::script {

namespace {

constexpr std::string_view line_end = "\r\n";

/// The line around `at`, with its line end; nothing at the end of `text`.
[[nodiscard]] std::optional<std::string_view> line_at(std::string_view text,
                                                      std::size_t line_begin) noexcept {
  if (line_begin >= text.size()) {
    return std::nullopt;
  }
  text.remove_prefix(line_begin);
  return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

}  // namespace

message_extent begin_of_message(std::string_view message, std::uint64_t lines) noexcept {
  std::size_t end = 0;
  if (!message.starts_with(line_end)) {
    const std::size_t blank = message.find("\r\n\r\n");
    if (blank == std::string_view::npos) {
      return {message, true};
    }
    end = blank + line_end.size();
  }
  end += line_end.size();
  for (; lines != 0 && end < message.size(); --lines) {
    end = std::min(message.find('\n', end), message.size() - 1) + 1;
  }
  return {message.substr(0, end), false};
}

std::optional<body_difference> find_difference(std::string_view body, message_extent wanted) noexcept {
  const auto [came, should] =
      std::mismatch(body.begin(), body.end(), wanted.octets.begin(), wanted.octets.end());
  const auto octet = static_cast<std::size_t>(came - body.begin());
  const bool same_so_far = should == wanted.octets.end();
  if (same_so_far &&
      (came == body.end() || (wanted.blank_line_may_follow && body.substr(octet) == line_end))) {
    return std::nullopt;
  }
  const std::string_view before = body.substr(0, octet);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return body_difference{octet, count_lines(before.substr(0, line_begin)) + 1, line_at(body, line_begin),
                         line_at(wanted.octets, line_begin)};
}

}  // namespace popquiz::script
