#include <popquiz/parser/errc.hpp>

namespace popquiz::parser {

std::string_view describe(parse_errc error) noexcept {
  switch (error) {
    case parse_errc::none:
      return "no error";
    case parse_errc::bad_status_indicator:
      return "reply begins with neither +OK nor -ERR";
    case parse_errc::status_line_too_long:
      return "status line too long";
    case parse_errc::missing_space:
      return "no space behind the status indicator";
    case parse_errc::bare_lf:
      return "line feed without carriage return";
    case parse_errc::bare_cr:
      return "carriage return without line feed";
    case parse_errc::unstuffed_dot:
      return "line begins with a dot that was not stuffed";
    case parse_errc::body_line_too_long:
      return "body line over the limit";
    case parse_errc::body_too_long:
      return "body over the limit";
    case parse_errc::missing_number:
      return "number missing";
    case parse_errc::bad_number:
      return "not a decimal number";
    case parse_errc::number_overflow:
      return "number over 64 bits";
    case parse_errc::bad_separator:
      return "not separated by exactly one space";
    case parse_errc::missing_unique_id:
      return "unique-id missing";
    case parse_errc::unique_id_too_long:
      return "unique-id over 70 octets";
    case parse_errc::bad_unique_id_octet:
      return "octet not allowed in a unique-id";
    case parse_errc::text_after_listing:
      return "text behind the listing";
    case parse_errc::missing_capability:
      return "empty capability line";
    case parse_errc::bad_capability_octet:
      return "octet not allowed in a capability";
    case parse_errc::command_line_too_long:
      return "command line over the limit";
    case parse_errc::unknown_command:
      return "unknown command";
    case parse_errc::missing_argument:
      return "argument missing";
    case parse_errc::too_many_arguments:
      return "too many arguments";
    case parse_errc::bad_argument:
      return "bad argument";
    case parse_errc::bad_command_octet:
      return "octet not allowed in a command line";
  }
  return "unknown error";
}

}  // namespace popquiz::parser
