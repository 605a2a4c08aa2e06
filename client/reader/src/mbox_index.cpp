#include "mbox_index.hpp"

#include "line_pieces.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <algorithm>

namespace popquiz::client {
namespace {

constexpr std::string_view from_line = "From ";

/// Tells quoted From_ lines, however many ">"s they have.
class quote_matcher {
 public:
  /// True when the line that `piece` belongs to turns out to be one.
  bool matches(const line_piece& piece) {
    if (piece.begins) {
      quotes_ = 0;
      open_ = true;
    }
    if (!open_) {
      return false;
    }
    const std::size_t count = std::min(piece.octets.find_first_not_of('>'), piece.octets.size());
    quotes_ += count;
    open_ = count == piece.octets.size();
    return quotes_ != 0 && piece.octets.substr(count).starts_with(from_line);
  }

 private:
  std::size_t quotes_ = 0;
  bool open_ = false;
};

}  // namespace

read_result index_mbox(const std::shared_ptr<const input_file>& file, std::vector<mbox_entry>& into) {
  file_octets octets(file);
  line_pieces lines(octets);
  line_piece line;
  read_result why;
  quote_matcher quoted;
  std::uint64_t end = 0;       // of what was read
  std::size_t empty_line = 0;  // octets of the last line, when it is empty
  bool may_begin = true;
  while (lines.next(line, why)) {
    if (line.begins && may_begin && line.octets.starts_with(from_line)) {
      if (into.size() == reader_limits::messages) {
        return {read_errc::too_many,
                file->path() + " has more than " + std::to_string(reader_limits::messages) + " messages"};
      }
      if (!into.empty()) {
        into.back().octets = end - empty_line - into.back().offset;
      }
      into.emplace_back();
    } else if (into.empty()) {
      return {read_errc::not_a_mailbox, file->path() + " is no mbox: it does not begin with \"From \""};
    } else if (into.back().offset != 0 && quoted.matches(line)) {
      ++into.back().quoted_lines;
    }
    end = line.offset + line.octets.size();
    if (line.ends && into.back().offset == 0) {
      into.back().offset = end;
      empty_line = 0;
      may_begin = false;
    } else {
      empty_line = line.begins && line.octets.size() == line.end_octets ? line.end_octets : 0;
      may_begin = empty_line != 0;
    }
  }
  if (!into.empty()) {
    into.back().offset = into.back().offset == 0 ? end : into.back().offset;
    into.back().octets = end - empty_line - into.back().offset;
  }
  return why;
}

mbox_octets::mbox_octets(std::shared_ptr<const input_file> file, const mbox_entry& entry)
    : stored_(std::move(file), entry.offset, entry.octets),
      size_(entry.octets - entry.quoted_lines),
      block_(line_pieces::block_octets, '\0') {}

void mbox_octets::mismatch() {
  if (held_quote_) {
    ready_ += '>';
  }
  ready_ += from_line.substr(0, matched_);
  held_quote_ = false;
  matched_ = 0;
  may_match_ = false;
}

void mbox_octets::take(std::string_view octets) {
  while (!octets.empty()) {
    if (!may_match_) {
      const std::size_t end = octets.find('\n');
      const std::size_t size = end == std::string_view::npos ? octets.size() : end + 1;
      ready_ += octets.substr(0, size);
      octets.remove_prefix(size);
      may_match_ = end != std::string_view::npos;
      continue;
    }
    const char c = octets.front();
    if (matched_ == 0 && c == '>') {  // which of the ">"s is left out nobody can tell
      if (held_quote_) {
        ready_ += '>';
      }
      held_quote_ = true;
      octets.remove_prefix(1);
    } else if (c == from_line[matched_]) {
      octets.remove_prefix(1);
      if (++matched_ == from_line.size()) {
        held_quote_ = false;
        mismatch();  // "From " without the quote
      }
    } else {
      mismatch();
    }
  }
}

read_result mbox_octets::read(std::span<char> into, std::size_t& got) {
  got = 0;
  while (ready_begin_ == ready_.size() && !over_) {
    ready_.clear();
    ready_begin_ = 0;
    std::size_t stored = 0;
    if (read_result result = stored_.read(block_, stored); !result) {
      return result;
    }
    if (stored == 0) {
      over_ = true;
      mismatch();
    } else {
      take(std::string_view(block_).substr(0, stored));
    }
  }
  got = std::min(into.size(), ready_.size() - ready_begin_);
  std::copy_n(ready_.data() + ready_begin_, got, into.data());
  ready_begin_ += got;
  at_ += got;
  return {};
}

read_result mbox_octets::seek(std::uint64_t offset) {
  if (offset < at_) {
    static_cast<void>(stored_.seek(0));  // it never fails
    ready_.clear();
    ready_begin_ = 0;
    at_ = 0;
    over_ = held_quote_ = false;
    matched_ = 0;
    may_match_ = true;
  }
  std::string skipped(line_pieces::block_octets, '\0');
  while (at_ < offset) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(skipped.size(), offset - at_));
    std::size_t got = 0;
    if (read_result result = read({skipped.data(), most}, got); !result) {
      return result;
    }
    if (got == 0) {
      break;
    }
  }
  return {};
}

}  // namespace popquiz::client
