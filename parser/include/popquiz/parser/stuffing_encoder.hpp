#pragma once

#include <popquiz/parser/kernel.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::parser {

/// What encode() or finish() did.
struct stuffing_result {
  std::size_t consumed = 0;  ///< octets of the chunk that are done with
  std::size_t count = 0;     ///< pieces written to `out`
  bool complete = false;     ///< the whole chunk, or the whole ending, is out
};

/// A message of any line ends on its way to the wire as the body of a multi-line reply: each line
/// ends with CRLF, a line that begins with a dot gets one more (RFC 1939 §3). A lone LF becomes CRLF;
/// a lone CR is an ordinary octet (changing it would alter the message). The pieces are views into
/// the chunk and into constants: nothing is copied. Works on chunks cut anywhere.
class stuffing_encoder {
 public:
  explicit stuffing_encoder(kernel scan = {}) noexcept : kernel_(scan) {}

  /// Pieces for `chunk`, as many as `out` holds; call again with the rest when not complete.
  /// Precondition: out.size() >= 4. Valid as long as the chunk.
  [[nodiscard]] stuffing_result encode(std::string_view chunk, std::span<std::string_view> out) noexcept;

  /// The last line's CRLF when the message did not end with one, and ".CRLF". Precondition as above.
  [[nodiscard]] stuffing_result finish(std::span<std::string_view> out) noexcept;

 private:
  kernel kernel_;
  bool at_line_start_ = true;
  bool after_cr_ = false;
};

/// The size of a message as RFC 1939 §11 counts it: every line end is two octets, stuffing and
/// terminator do not count, the CRLF that is added to an unfinished last line does.
[[nodiscard]] std::uint64_t maildrop_size(std::string_view message) noexcept;

}  // namespace popquiz::parser
