#pragma once

#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/serialize_errc.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::parser {

/// The only writers of CRLF on the client's side. Each appends exactly one line with exactly one
/// CRLF, at its end, to `out`, or appends nothing and says why.
/// `limit`: octets of the line with CRLF at most, 0 for none (RFC 2449 §4: 255; SASL responses have none).
[[nodiscard]] serialize_errc append_command(std::string& out, verb v);
[[nodiscard]] serialize_errc append_command(std::string& out, verb v, std::string_view argument,
                                            std::size_t limit = 255);
[[nodiscard]] serialize_errc append_command(std::string& out, verb v, std::string_view first,
                                            std::string_view second, std::size_t limit = 255);
[[nodiscard]] serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number);
[[nodiscard]] serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number,
                                            std::uint64_t lines);

/// A client's line within a SASL exchange (RFC 5034 §4): base64, "*" to cancel, or empty.
[[nodiscard]] serialize_errc append_sasl_response(std::string& out, std::string_view base64);

}  // namespace popquiz::parser
