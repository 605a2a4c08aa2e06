#include "crlf_lines.hpp"

#include <algorithm>

namespace popquiz::client {

std::string_view crlf_lines::complete(std::span<const std::string_view> spans) {
  octets_.clear();
  for (std::string_view rest : spans) {
    while (!rest.empty()) {
      const std::size_t line_feed = std::min(rest.find('\n'), rest.size());
      octets_ += rest.substr(0, line_feed);
      after_cr_ = line_feed != 0 ? rest[line_feed - 1] == '\r' : after_cr_;
      rest.remove_prefix(line_feed);
      if (!rest.empty()) {
        octets_ += after_cr_ ? "\n" : "\r\n";
        after_cr_ = false;
        rest.remove_prefix(1);
      }
    }
  }
  return octets_;
}

}  // namespace popquiz::client
