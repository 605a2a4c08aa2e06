#pragma once

#include <popquiz/client/mail_header.hpp>
#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/read_result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::client {

enum class transfer_encoding : std::uint8_t { none, base64, quoted_printable, uuencode };

/// A part that is no multipart. Text from the mail is decoded UTF-8 with whatever characters in it.
struct mail_part {
  std::string type;     ///< "text/plain", in lower case
  std::string charset;  ///< as named; empty: not named
  std::string name;     ///< the file name it came with (RFC 2231 and 2047), path and all; mostly empty
  transfer_encoding encoding = transfer_encoding::none;
  bool is_attachment = false;  ///< it says so, has a file name, or is no text
  std::uint32_t alternative =
      0;                     ///< parts of one number say the same (multipart/alternative); 0: no others do
  std::uint64_t offset = 0;  ///< of its body in the message
  std::uint64_t octets = 0;  ///< of its body, still encoded

  [[nodiscard]] bool is_html() const noexcept { return type == "text/html"; }
};

/// Why something of a message was left out.
enum class structure_fault : std::uint8_t {
  none,
  header_too_long,  ///< reader_limits::header_octets, of a part's part_header_octets
  too_deep,         ///< reader_limits::depth
  too_many_parts,   ///< reader_limits::parts
};
/// "parts lie more than 50 deep within parts"
[[nodiscard]] std::string describe(structure_fault f);

struct mail_structure {
  std::vector<mail_field> header;
  std::uint64_t header_octets = 0;  ///< with the empty line behind it
  std::vector<mail_part>
      parts;  ///< in the order of the message; at least one, but for faults and multiparts that have none
  structure_fault fault = structure_fault::none;
};

/// Reads a message's header part and, when it is a multipart, goes through it line by line for where its
/// parts are (RFC 2046 §5.1). What message/rfc822 has within is one part. Memory depends on the limits and on
/// the number of parts, never on the message.
[[nodiscard]] read_result read_structure(message_octets& message, mail_structure& into);

/// Reads the header part alone; `parts` has nothing of use then.
[[nodiscard]] read_result read_header(message_octets& message, mail_structure& into);

}  // namespace popquiz::client
