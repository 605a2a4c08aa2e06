#pragma once

#include "file_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace popquiz::client {

/// A message as mboxrd has it: a From_ line, LF line ends, one ">" more in front of every line that is ">"s
/// and "From ", an empty line behind it. Nothing but the ">"s and the line ends differs from what came.
class mbox_format {
 public:
  /// Writes the From_ line. `now`: seconds since 1970-01-01 UTC; it says when the message was fetched.
  void begin(file_writer& into, std::int64_t now);
  void write(std::string_view octets);
  void end();

 private:
  void take(std::string_view octets);

  file_writer* into_ = nullptr;
  line_end_filter line_ends_;
  std::size_t matched_ = 0;  ///< octets of "From " at the line's start, held back
  bool may_match_ = true;    ///< at a line's start, but for ">"s
  bool at_line_start_ = true;
};

}  // namespace popquiz::client
