#include <popquiz/client/mail_structure.hpp>

#include "header_lines.hpp"
#include "line_pieces.hpp"
#include "part_header.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <algorithm>
#include <optional>

namespace popquiz::client {
namespace {

/// A multipart that is open.
struct multipart {
  std::string boundary;
  std::uint32_t alternative = 0;  ///< number of the innermost multipart/alternative; 0: in none
  bool is_digest = false;
};

enum class boundary_kind : std::uint8_t { none, next, last };

/// `line` without its end. White space may stand behind a boundary (RFC 2046 §5.1.1).
boundary_kind boundary_in(std::string_view line, std::string_view boundary) {
  line.remove_prefix(2);
  if (!line.starts_with(boundary)) {
    return boundary_kind::none;
  }
  line.remove_prefix(boundary.size());
  const bool last = line.starts_with("--");
  line.remove_prefix(last ? 2 : 0);
  const bool only_space = line.find_first_not_of(" \t\r") == std::string_view::npos;
  return !only_space ? boundary_kind::none : last ? boundary_kind::last : boundary_kind::next;
}

class structure_scan {
 public:
  structure_scan(message_octets& message, mail_structure& into)
      : message_(message), into_(into), lines_(message) {}

  read_result run(bool only_header) {
    line_piece line;
    read_result why;
    std::size_t line_end = 0;  // octets of the last line's
    while (!over_ && lines_.next(line, why)) {
      if (!(line.begins && at_boundary(line, line_end))) {
        in_header_ ? header(line) : void();
      }
      line_end = line.ends ? line.end_octets : 0;
      end_ = line.offset + line.octets.size();
      over_ = over_ || (only_header && has_header_);
    }
    if (why && !over_) {
      if (in_header_) {
        end_header(end_);
      }
      close_part(end_);
    }
    return why;
  }

 private:
  bool at_boundary(const line_piece& line, std::size_t line_end_before) {
    if (open_.empty() || !line.octets.starts_with("--")) {
      return false;
    }
    std::string_view text = line.octets;
    text.remove_suffix(line.end_octets);
    for (std::size_t i = open_.size(); i-- > 0;) {
      const boundary_kind kind = boundary_in(text, open_[i].boundary);
      if (kind == boundary_kind::none) {
        continue;
      }
      if (in_header_) {  // of a part that has no body
        end_header(line.offset);
      }
      close_part(line.offset - std::min<std::uint64_t>(line_end_before, line.offset));
      open_.resize(kind == boundary_kind::last ? i : std::min(i + 1, open_.size()));
      in_header_ = kind == boundary_kind::next;
      header_.clear();
      first_line_ = true;
      return true;
    }
    return false;
  }

  void header(const line_piece& line) {
    if (line.begins) {
      kind_ = kind_of_header_line(line.octets, first_line_);
      first_line_ = false;
    }
    if (kind_ == header_line::empty) {
      end_header(line.offset + line.octets.size());
      return;
    }
    if (kind_ == header_line::other) {
      end_header(line.offset);
      return;
    }
    const std::size_t most = has_header_ ? reader_limits::part_header_octets : reader_limits::header_octets;
    if (header_.size() + line.octets.size() <= most) {
      header_ += line.octets;
    } else {
      header_.append(line.octets.substr(0, most - header_.size()));
      into_.fault = into_.fault == structure_fault::none ? structure_fault::header_too_long : into_.fault;
    }
  }

  void end_header(std::uint64_t body) {
    in_header_ = false;
    std::vector<mail_field> fields = parse_header(header_);
    part_header part = read_part_header(fields, !open_.empty() && open_.back().is_digest);
    const std::uint32_t alternative = open_.empty() ? 0 : open_.back().alternative;
    if (!has_header_) {
      has_header_ = true;
      into_.header = std::move(fields);
      into_.header_octets = body;
    }
    if (!part.boundary.empty()) {
      if (open_.size() == reader_limits::depth) {
        stop(structure_fault::too_deep);
        return;
      }
      open_.push_back(
          {std::move(part.boundary), part.is_alternative ? ++alternatives_ : alternative, part.is_digest});
      return;
    }
    if (into_.parts.size() == reader_limits::parts) {
      stop(structure_fault::too_many_parts);
      return;
    }
    part.part.offset = body;
    part.part.alternative = alternative;
    into_.parts.push_back(std::move(part.part));
    part_is_open_ = true;
    if (open_.empty()) {  // the message is that part: nothing ends it but its end
      close_part(message_.size());
      over_ = true;
    }
  }

  void close_part(std::uint64_t end) {
    if (part_is_open_) {
      part_is_open_ = false;
      mail_part& part = into_.parts.back();
      part.octets = std::max(end, part.offset) - part.offset;
    }
  }

  void stop(structure_fault fault) {
    into_.fault = fault;
    over_ = true;
  }

  message_octets& message_;
  mail_structure& into_;
  line_pieces lines_;
  std::vector<multipart> open_;
  std::string header_;  ///< of the part that begins
  header_line kind_ = header_line::other;
  bool in_header_ = true;
  bool first_line_ = true;
  bool has_header_ = false;  ///< the message's own is read
  bool part_is_open_ = false;
  bool over_ = false;
  std::uint32_t alternatives_ = 0;
  std::uint64_t end_ = 0;  ///< of what was read
};

read_result scan(message_octets& message, mail_structure& into, bool only_header) {
  into = {};
  read_result result = message.seek(0);
  return result ? structure_scan(message, into).run(only_header) : result;
}

}  // namespace

std::string describe(structure_fault f) {
  switch (f) {
    case structure_fault::header_too_long:
      return "a header part has more than " + std::to_string(reader_limits::part_header_octets) +
             " (the first: " + std::to_string(reader_limits::header_octets) + ") octets";
    case structure_fault::too_deep:
      return "parts lie more than " + std::to_string(reader_limits::depth) + " deep within parts";
    case structure_fault::too_many_parts:
      return "it has more than " + std::to_string(reader_limits::parts) + " parts";
    case structure_fault::none:
      break;
  }
  return {};
}

read_result read_structure(message_octets& message, mail_structure& into) {
  return scan(message, into, false);
}

read_result read_header(message_octets& message, mail_structure& into) {
  return scan(message, into, true);
}

}  // namespace popquiz::client
