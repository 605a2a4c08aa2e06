#include "play_body.hpp"

#include <algorithm>

namespace popquiz::script {

void play_body::clear() noexcept {
  octets_.clear();
  at_ = next_ = scanned_ = 0;
  ended_ = false;
}

std::optional<std::string_view> play_body::peek_line() noexcept {
  const std::size_t line_feed = octets_.find('\n', std::max(at_, scanned_));
  if (line_feed == std::string::npos && (!ended_ || at_ == octets_.size())) {
    scanned_ = octets_.size();
    return std::nullopt;
  }
  scanned_ = at_;
  next_ = line_feed == std::string::npos ? octets_.size() : line_feed + 1;
  std::string_view rest = std::string_view(octets_).substr(at_, next_ - at_);
  return take_line(rest);
}

std::size_t play_body::line_number() const noexcept {
  return count_lines(std::string_view(octets_).substr(0, at_)) + 1;
}

std::string_view take_line(std::string_view& text) noexcept {
  const std::size_t line_feed = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, line_feed);
  text.remove_prefix(std::min(line_feed + 1, text.size()));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

std::size_t count_lines(std::string_view body) noexcept {
  const auto line_feeds = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n'));
  return line_feeds + (body.empty() || body.back() == '\n' ? 0 : 1);
}

std::string_view column_of(std::string_view line, std::size_t column) noexcept {
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view word = line.substr(0, line.find(' '));
    if (word.empty() || --column == 0) {
      return word;
    }
    line.remove_prefix(word.size());
  }
}

}  // namespace popquiz::script
