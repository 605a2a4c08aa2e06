#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace popquiz::script {

/// What TOP is to send of a message.
struct message_extent {
  std::string_view octets;
  /// The message has no blank line, so that the server may add one (verdict policy A15).
  bool blank_line_may_follow = false;
};

/// The headers, the blank line and `lines` lines of the body of a message with CRLF line ends.
[[nodiscard]] message_extent begin_of_message(std::string_view message, std::uint64_t lines) noexcept;

/// Where a body first differs from what it should be.
struct body_difference {
  std::size_t octet = 0;                   ///< from 0
  std::size_t line = 0;                    ///< from 1
  std::optional<std::string_view> came;    ///< the line there; nothing: the body has ended
  std::optional<std::string_view> wanted;  ///< the same of what it should be
};
[[nodiscard]] std::optional<body_difference> find_difference(std::string_view body,
                                                             message_extent wanted) noexcept;

}  // namespace popquiz::script
