#include "script_lines.hpp"

#include <algorithm>

namespace popquiz::script {

script_lines::script_lines(std::string_view text) : rest_(text) {
  advance();
}

void script_lines::advance() {
  if (rest_.empty()) {
    current_.reset();
    return;
  }
  ++number_;
  const std::size_t line_feed = rest_.find('\n');
  std::string_view text = rest_.substr(0, line_feed);
  if (line_feed == std::string_view::npos) {
    end_ = {number_, static_cast<std::uint32_t>(text.size() + 1)};
    rest_ = {};
  } else {
    end_ = {number_ + 1, 1};
    rest_.remove_prefix(line_feed + 1);
  }
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  const std::size_t indentation = std::min(text.find_first_not_of(' '), text.size());
  current_ = script_line{text, number_, static_cast<std::uint32_t>(indentation)};
}

void script_lines::skip_idle() {
  while (current_ && (current_->blank() || current_->comment())) {
    advance();
  }
}

}  // namespace popquiz::script
