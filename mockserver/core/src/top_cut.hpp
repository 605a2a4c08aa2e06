#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::mockserver {

/// Where TOP ends a message: behind the headers, the blank line and so many lines of the body (RFC 1939
/// §7). A message without a blank line is all headers (verdict policy A15). Lines end at LF.
class top_cut {
 public:
  explicit top_cut(std::uint64_t body_lines) noexcept : lines_left_(body_lines) {}

  /// How many octets of the next chunk belong to the top; once that is less than all of them, finished().
  [[nodiscard]] std::size_t take(std::string_view chunk) noexcept;
  [[nodiscard]] bool finished() const noexcept { return in_body_ && lines_left_ == 0; }

 private:
  std::uint64_t lines_left_;
  bool in_body_ = false;
  bool blank_so_far_ = true;  // the line under way has no octet but perhaps one CR
  bool cr_seen_ = false;
};

}  // namespace popquiz::mockserver
