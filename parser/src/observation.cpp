#include <popquiz/parser/observation.hpp>

namespace popquiz::parser {

parse_errc strict_error(observation kind) noexcept {
  switch (kind) {
    case observation::bare_lf:
      return parse_errc::bare_lf;
    case observation::bare_cr:
      return parse_errc::bare_cr;
    case observation::unstuffed_dot:
      return parse_errc::unstuffed_dot;
    case observation::long_status_line:
      return parse_errc::status_line_too_long;
    case observation::missing_space:
      return parse_errc::missing_space;
    case observation::nul:
    case observation::eight_bit:
    case observation::long_body_line:
      break;
  }
  return parse_errc::none;
}

std::string_view describe(observation kind) noexcept {
  switch (kind) {
    case observation::bare_lf:
      return "line feed without carriage return";
    case observation::bare_cr:
      return "carriage return without line feed";
    case observation::unstuffed_dot:
      return "line begins with a dot that was not stuffed";
    case observation::long_status_line:
      return "status line over 512 octets";
    case observation::missing_space:
      return "no space behind the status indicator";
    case observation::nul:
      return "NUL octet";
    case observation::eight_bit:
      return "octet over 127";
    case observation::long_body_line:
      return "body line over 998 octets";
  }
  return "unknown observation";
}

}  // namespace popquiz::parser
