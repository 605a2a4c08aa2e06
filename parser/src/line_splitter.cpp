#include <popquiz/parser/line_splitter.hpp>

namespace popquiz::parser {

std::optional<std::string_view> line_splitter::next() {
  if (overflowed_ || piece_.empty()) {
    return std::nullopt;
  }
  const std::size_t lf = piece_.find('\n');
  const bool ended = lf != std::string_view::npos;
  std::string_view part = piece_.substr(0, lf);
  piece_.remove_prefix(ended ? lf + 1 : piece_.size());

  // A carriage return kept back is half of the line end only when the line feed follows at once.
  const bool held_cr_is_text = held_cr_ && !part.empty();
  const bool part_ends_in_cr = part.ends_with('\r');
  if (part_ends_in_cr) {
    part.remove_suffix(1);
  }
  const std::size_t held = held_.size() + (held_cr_is_text ? 1 : 0);
  if (held > limit_ || part.size() > limit_ - held) {
    overflowed_ = true;
    held_.clear();
    held_cr_ = false;
    return std::nullopt;
  }
  if (held_cr_is_text) {
    held_ += '\r';
  }
  if (ended && held_.empty()) {
    held_cr_ = false;
    return part;
  }
  held_ += part;
  if (!ended) {
    held_cr_ = part_ends_in_cr;
    return std::nullopt;
  }
  held_cr_ = false;
  line_.swap(held_);
  held_.clear();
  return line_;
}

}  // namespace popquiz::parser
