#pragma once

#include <popquiz/parser/serialize_errc.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The only writers of CRLF on the server's side, but for the bodies of messages (stuffing_encoder.hpp).
// Each appends exactly one line with exactly one CRLF, at its end, to `out`, or appends nothing and says
// why: text that came from anywhere can't make two lines of one, nor end a reply. 8-bit octets are let
// through. Where several errors hold, it is the first one named. Many lines cost time linear in their octets;
// a call grows `out` once at most. Precondition of all: no text lies within `out`.

namespace popquiz::parser {

inline constexpr std::size_t status_octets_limit = 512;      ///< with CRLF (RFC 1939 §3)
inline constexpr std::size_t capability_octets_limit = 512;  ///< with CRLF (RFC 2449 §3)

/// "+OK" or "-ERR", then, each behind one space and only when it is not empty, "[code]" and the text.
struct status_line {
  bool ok = true;
  std::string_view text = {};
  /// Without brackets, e.g. "SYS/TEMP": levels of octets 0x21 to 0x7F but "/" and "]", a slash between two
  /// (RFC 2449 §8). Without a code, a text that begins with "[" may be taken for one by clients.
  std::string_view code = {};
};

/// `limit`: octets of the line with CRLF at most, 0 for none.
/// forbidden_octet: CR, LF or NUL in the text, or a code that is none; too_long.
[[nodiscard]] serialize_errc append_status(std::string& out, const status_line& line,
                                           std::size_t limit = status_octets_limit);

/// "+ " and the challenge, which the SASL mechanism's profile has put into base64; an empty one is "+ "
/// (RFC 5034 §4). Of any length. forbidden_octet: CR, LF or NUL.
[[nodiscard]] serialize_errc append_challenge(std::string& out, std::string_view base64);

/// A line of LIST: "number octets" (RFC 1939 §5).
void append_scan_listing(std::string& out, std::uint64_t number, std::uint64_t octets);

/// A line of UIDL: "number unique-id" (RFC 1939 §7). forbidden_octet: outside 0x21 to 0x7E;
/// missing_argument: no octet; too_long: over unique_id_limit (listing.hpp).
[[nodiscard]] serialize_errc append_unique_id_listing(std::string& out, std::uint64_t number,
                                                      std::string_view unique_id);

/// A line of CAPA: words of octets 0x21 to 0x7E, one space apart, the first without a dot (RFC 2449 §3).
/// forbidden_octet: anything else; missing_argument: no word; too_long: over capability_octets_limit.
[[nodiscard]] serialize_errc append_capability(std::string& out, std::string_view capability);

/// A line of any multi-line body, with one dot more when it begins with a dot (RFC 1939 §3), so that no text
/// ends the body. Of any length; empty is an empty line. forbidden_octet: CR, LF or NUL.
[[nodiscard]] serialize_errc append_body_line(std::string& out, std::string_view text);

/// The line "." that ends a multi-line body (RFC 1939 §3).
void append_body_end(std::string& out);

}  // namespace popquiz::parser
