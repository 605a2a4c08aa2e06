#include "line_pieces.hpp"

#include <cstring>

namespace popquiz::client {

bool line_pieces::fill(read_result& why) {
  std::memmove(block_.data(), block_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < block_.size() && !over_) {
    std::size_t got = 0;
    if (why = octets_.read({block_.data() + end_, block_.size() - end_}, got); !why) {
      return false;
    }
    over_ = got == 0;
    end_ += got;
  }
  return true;
}

bool line_pieces::next(line_piece& piece, read_result& why) {
  std::string_view rest(block_.data() + begin_, end_ - begin_);
  std::size_t line_end = rest.find('\n');
  if (line_end == std::string_view::npos && !over_) {
    if (!fill(why)) {
      return false;
    }
    rest = std::string_view(block_.data(), end_);
    line_end = rest.find('\n');
  }
  if (rest.empty()) {
    return false;
  }
  const bool found = line_end != std::string_view::npos;
  piece.octets = found ? rest.substr(0, line_end + 1) : rest;
  piece.offset = offset_;
  piece.begins = at_line_start_;
  piece.ends = found || over_;
  const bool cr = line_end == 0 ? after_cr_ : found && rest[line_end - 1] == '\r';
  piece.end_octets = !found ? 0U : cr ? 2U : 1U;
  at_line_start_ = piece.ends;
  after_cr_ = !piece.ends && piece.octets.back() == '\r';
  begin_ += piece.octets.size();
  offset_ += piece.octets.size();
  return true;
}

}  // namespace popquiz::client
