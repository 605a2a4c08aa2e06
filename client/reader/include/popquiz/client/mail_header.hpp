#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// A field as it stands there: the value unfolded, still encoded, any octets but CR and LF in it.
struct mail_field {
  std::string name;
  std::string value;
};

/// The fields of a header part, at most reader_limits::fields. `octets` need not end in an empty line; what
/// is no field ends it.
[[nodiscard]] std::vector<mail_field> parse_header(std::string_view octets);

/// The first field of that name, in any case; null when there is none. Valid as long as `fields`.
[[nodiscard]] const mail_field* find_field(const std::vector<mail_field>& fields,
                                           std::string_view name) noexcept;

/// A value with its encoded words decoded (RFC 2047), as valid UTF-8 with whatever characters, controls
/// too: for a terminal it needs safe_line(). No more than reader_limits::field_octets are looked at.
[[nodiscard]] std::string decode_text(std::string_view value);

struct mail_address {
  std::string name;     ///< decoded; empty when there is none
  std::string address;  ///< "mrose@dbc.mtview.ca.us"
};
/// The first address of a value such as From:'s; where none can be made out, all of it as a name.
[[nodiscard]] mail_address decode_first_address(std::string_view value);

/// All addresses of a value such as To:'s as a person reads them: names decoded, and quoted where they would
/// look like an address themselves. Where none can be made out, decode_text().
[[nodiscard]] std::string decode_addresses(std::string_view value);

/// A Date: value as seconds since 1970-01-01 UTC; nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> decode_date(std::string_view value);

}  // namespace popquiz::client
