#include <popquiz/parser/reply_serializer.hpp>

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/listing.hpp>

#include "digits.hpp"
#include "line_output.hpp"
#include "response_code_grammar.hpp"

#include <algorithm>

namespace popquiz::parser {
namespace {

bool is_unique_id_octet(char c) noexcept {
  return c != ' ' && !is_control(c) && !is_eight_bit(c);
}

}  // namespace

serialize_errc append_status(std::string& out, const status_line& line, std::size_t limit) {
  const std::string_view indicator = line.ok ? "+OK" : "-ERR";
  const std::string_view space = line.text.empty() ? "" : " ";
  if (line.code.empty()) {
    return detail::append_line(out, {indicator, space, line.text}, limit);
  }
  if (!detail::is_response_code(line.code)) {
    return serialize_errc::forbidden_octet;
  }
  return detail::append_line(out, {indicator, " [", line.code, "]", space, line.text}, limit);
}

serialize_errc append_challenge(std::string& out, std::string_view base64) {
  return detail::append_line(out, {"+ ", base64}, 0);
}

void append_scan_listing(std::string& out, std::uint64_t number, std::uint64_t octets) {
  detail::write_line(out, {detail::digits(number).view(), " ", detail::digits(octets).view()});
}

serialize_errc append_unique_id_listing(std::string& out, std::uint64_t number, std::string_view unique_id) {
  if (!std::all_of(unique_id.begin(), unique_id.end(), is_unique_id_octet)) {
    return serialize_errc::forbidden_octet;
  }
  if (unique_id.empty()) {
    return serialize_errc::missing_argument;
  }
  if (unique_id.size() > unique_id_limit) {
    return serialize_errc::too_long;
  }
  detail::write_line(out, {detail::digits(number).view(), " ", unique_id});
  return serialize_errc::none;
}

serialize_errc append_capability(std::string& out, std::string_view capability) {
  const parse_errc error = parse_capability(capability, strictness::strict).error;
  if (error == parse_errc::none) {
    return detail::append_line(out, {capability}, capability_octets_limit);
  }
  return error == parse_errc::missing_capability ? serialize_errc::missing_argument
                                                 : serialize_errc::forbidden_octet;
}

serialize_errc append_body_line(std::string& out, std::string_view text) {
  return detail::append_line(out, {text.starts_with('.') ? "." : "", text}, 0);
}

void append_body_end(std::string& out) {
  detail::write_line(out, {"."});
}

}  // namespace popquiz::parser
