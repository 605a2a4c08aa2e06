#include <popquiz/parser/command_serializer.hpp>

#include "digits.hpp"
#include "line_output.hpp"

#include <array>
#include <initializer_list>
#include <span>

namespace popquiz::parser {
namespace {

/// How many arguments the verb cannot do without.
std::size_t required_arguments(argument_grammar grammar) noexcept {
  switch (grammar) {
    case argument_grammar::none:
    case argument_grammar::optional_message_number:
    case argument_grammar::optional_language:
      return 0;
    case argument_grammar::text:
    case argument_grammar::name:
    case argument_grammar::message_number:
    case argument_grammar::sasl_mechanism:
      return 1;
    case argument_grammar::name_and_digest:
    case argument_grammar::message_number_and_lines:
      break;
  }
  return 2;
}

serialize_errc append(std::string& out, verb v, std::initializer_list<std::string_view> arguments,
                      std::size_t limit) {
  const command_info& command = info(v);
  if (arguments.size() < required_arguments(command.arguments)) {
    return serialize_errc::missing_argument;
  }
  std::array<std::string_view, 5> pieces{command.keyword};
  std::size_t count = 1;
  for (const std::string_view argument : arguments) {
    if (argument.empty()) {
      return serialize_errc::missing_argument;
    }
    pieces[count++] = " ";
    pieces[count++] = argument;
  }
  return detail::append_line(out, std::span(pieces).first(count), limit);
}

}  // namespace

std::string_view describe(serialize_errc error) noexcept {
  switch (error) {
    case serialize_errc::none:
      return "no error";
    case serialize_errc::forbidden_octet:
      return "octet that may not stand there";
    case serialize_errc::missing_argument:
      return "argument missing";
    case serialize_errc::too_long:
      return "line over the limit";
  }
  return "unknown error";
}

serialize_errc append_command(std::string& out, verb v) {
  return append(out, v, {}, 0);
}

serialize_errc append_command(std::string& out, verb v, std::string_view argument, std::size_t limit) {
  return append(out, v, {argument}, limit);
}

serialize_errc append_command(std::string& out, verb v, std::string_view first, std::string_view second,
                              std::size_t limit) {
  return append(out, v, {first, second}, limit);
}

serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number) {
  return append(out, v, {detail::digits(message_number).view()}, 0);
}

serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number, std::uint64_t lines) {
  return append(out, v, {detail::digits(message_number).view(), detail::digits(lines).view()}, 0);
}

serialize_errc append_sasl_response(std::string& out, std::string_view base64) {
  return detail::append_line(out, {base64}, 0);
}

}  // namespace popquiz::parser
