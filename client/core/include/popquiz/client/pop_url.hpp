#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::client {

// Limits, in octets. Beyond them a URL is refused, never cut.
inline constexpr std::size_t pop_url_limit = 2048;          ///< the whole URL
inline constexpr std::size_t pop_url_user_limit = 512;      ///< the user name, decoded
inline constexpr std::size_t pop_url_mechanism_limit = 20;  ///< a SASL mechanism (RFC 4422 §3.1)
inline constexpr std::size_t pop_url_extension_limit = 40;  ///< the name behind "+", decoded
inline constexpr std::size_t pop_url_host_limit = 253;      ///< DNS name or address
inline constexpr std::size_t pop_url_label_limit = 63;      ///< a label of the DNS name

/// How the URL says to log in (RFC 2384 §4).
enum class pop_url_auth : std::uint8_t {
  any,        ///< ";AUTH=*", or nothing said: the client chooses
  sasl,       ///< ";AUTH=NAME": that SASL mechanism and no other
  extension,  ///< ";AUTH=+NAME": APOP, or the command of an extension
};

/// What a POP URL says (RFC 2384), decoded. `pops` is a common extension that no RFC has: TLS from the
/// first octet, port 995 (RFC 8314 §3.3).
struct pop_url {
  bool implicit_tls = false;  ///< pops://
  std::string user{};         ///< any octet but controls; empty: the URL names none, ask (RFC 2384 §4)
  pop_url_auth auth = pop_url_auth::any;
  std::string mechanism{};  ///< upper-case; empty with `any`
  std::string host;         ///< DNS name or IP address, IPv6 without its brackets
  std::uint16_t port = 110;

  [[nodiscard]] bool operator==(const pop_url&) const = default;
};

/// Why a text is no POP URL. No value's description repeats any of the text.
enum class pop_url_errc : std::uint8_t {
  none,
  too_long,             ///< over pop_url_limit
  not_absolute,         ///< no "pop://" or "pops://" in front (RFC 2384 §5: no relative ones)
  control_character,    ///< CR, LF, NUL or another control, as it is or percent-encoded
  unencoded_character,  ///< a space, an 8-bit octet, or one that must be percent-encoded there
  bad_escape,           ///< "%" without two hexadecimal digits
  password_in_url,      ///< "user:password@" (RFC 2384 §3: not permitted)
  empty_user_part,      ///< nothing in front of "@"
  user_too_long,        ///< over pop_url_user_limit
  bad_parameter,        ///< ";" that does not begin ";AUTH="
  bad_mechanism,        ///< ";AUTH=" and no mechanism's name, or one over its limit
  empty_host,           ///< no host
  bad_host,             ///< neither a DNS name nor an address, or over its limit
  bad_port,             ///< ":" without a number from 1 to 65535
  more_behind_host,     ///< a path, query or fragment: a POP URL has none
};

/// What the code means, for a person. Valid for ever.
[[nodiscard]] std::string_view describe(pop_url_errc code) noexcept;

struct pop_url_result {
  std::optional<pop_url> value;
  pop_url_errc code = pop_url_errc::none;
  std::size_t offset = 0;  ///< of the offending octet in the text, from 0
};

/// Reads a POP URL. Scheme, "AUTH" and the mechanism's name are read in any case; the user name and the
/// mechanism are percent-decoded, the host is not (RFC 1738 §5 has no escapes there).
[[nodiscard]] pop_url_result parse_pop_url(std::string_view text);

/// The URL that parse_pop_url() reads as `url`: percent-encoded wherever it must be, without what goes
/// without saying (the scheme's port, ";AUTH=*").
[[nodiscard]] std::string print_pop_url(const pop_url& url);

}  // namespace popquiz::client
