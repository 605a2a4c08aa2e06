#pragma once

#include <popquiz/client/message_octets.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::client {

/// A line with its end, or as much of it as fits into the block.
struct line_piece {
  std::string_view octets;     ///< valid until the next next()
  std::uint64_t offset = 0;    ///< of the first of them
  bool begins = false;         ///< the line does
  bool ends = false;           ///< with LF, or with the message
  std::size_t end_octets = 0;  ///< of the line end: 0, 1 or 2 (CRLF)
};

/// Goes through octets line by line with a block of memory, however long a line is.
class line_pieces {
 public:
  /// Reads on from where `octets` stands, which is `offset`. A piece that begins a line holds all of it, or
  /// block_octets.
  static constexpr std::size_t block_octets = 65536;
  explicit line_pieces(message_octets& octets, std::uint64_t offset = 0)
      : octets_(octets), block_(block_octets, '\0'), offset_(offset) {}

  /// False at the end, or when reading fails: `why` says so.
  [[nodiscard]] bool next(line_piece& piece, read_result& why);

 private:
  bool fill(read_result& why);

  message_octets& octets_;
  std::string block_;
  std::size_t begin_ = 0;  ///< what is in the block
  std::size_t end_ = 0;
  std::uint64_t offset_;  ///< of begin_
  bool at_line_start_ = true;
  bool after_cr_ = false;
  bool over_ = false;
};

}  // namespace popquiz::client
