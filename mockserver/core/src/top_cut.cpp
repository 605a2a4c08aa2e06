#include "top_cut.hpp"

namespace popquiz::mockserver {

std::size_t top_cut::take(std::string_view chunk) noexcept {
  std::size_t at = 0;
  while (at < chunk.size() && !finished()) {
    const std::size_t line_end = chunk.find('\n', at);
    if (!in_body_) {
      const std::string_view line =
          chunk.substr(at, line_end == std::string_view::npos ? line_end : line_end - at);
      for (const char octet : line.substr(0, 2)) {
        blank_so_far_ = blank_so_far_ && octet == '\r' && !cr_seen_;
        cr_seen_ = true;
      }
    }
    if (line_end == std::string_view::npos) {
      return chunk.size();
    }
    if (in_body_) {
      --lines_left_;
    } else if (blank_so_far_) {
      in_body_ = true;
    }
    blank_so_far_ = true;
    cr_seen_ = false;
    at = line_end + 1;
  }
  return at;
}

}  // namespace popquiz::mockserver
