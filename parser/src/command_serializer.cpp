#include <popquiz/parser/command_serializer.hpp>

#include <array>
#include <charconv>
#include <initializer_list>

namespace popquiz::parser {
namespace {

/// A number's digits, without allocation.
class digits {
 public:
  explicit digits(std::uint64_t number) noexcept
      : end_(std::to_chars(text_.data(), text_.data() + text_.size(), number).ptr) {}
  digits(const digits&) = delete;
  digits& operator=(const digits&) = delete;
  [[nodiscard]] std::string_view view() const noexcept {
    return {text_.data(), static_cast<std::size_t>(end_ - text_.data())};
  }

 private:
  std::array<char, 20> text_{};
  char* end_;
};

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

bool forbidden(char c) noexcept {
  return c == '\r' || c == '\n' || c == '\0';
}

serialize_errc append_line(std::string& out, verb v, std::initializer_list<std::string_view> arguments,
                           std::size_t limit) {
  const command_info& command = info(v);
  if (arguments.size() < required_arguments(command.arguments)) {
    return serialize_errc::missing_argument;
  }
  std::size_t size = command.keyword.size() + 2;
  for (const std::string_view argument : arguments) {
    if (argument.empty()) {
      return serialize_errc::missing_argument;
    }
    for (const char c : argument) {
      if (forbidden(c)) {
        return serialize_errc::forbidden_octet;
      }
    }
    size += 1 + argument.size();
  }
  if (limit != 0 && size > limit) {
    return serialize_errc::too_long;
  }
  out.reserve(out.size() + size);  // from here on nothing can fail
  out += command.keyword;
  for (const std::string_view argument : arguments) {
    out += ' ';
    out += argument;
  }
  out += "\r\n";
  return serialize_errc::none;
}

}  // namespace

std::string_view describe(serialize_errc error) noexcept {
  switch (error) {
    case serialize_errc::none:
      return "no error";
    case serialize_errc::forbidden_octet:
      return "CR, LF or NUL in an argument";
    case serialize_errc::missing_argument:
      return "argument missing";
    case serialize_errc::too_long:
      return "command line over the limit";
  }
  return "unknown error";
}

serialize_errc append_command(std::string& out, verb v) {
  return append_line(out, v, {}, 0);
}

serialize_errc append_command(std::string& out, verb v, std::string_view argument, std::size_t limit) {
  return append_line(out, v, {argument}, limit);
}

serialize_errc append_command(std::string& out, verb v, std::string_view first, std::string_view second,
                              std::size_t limit) {
  return append_line(out, v, {first, second}, limit);
}

serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number) {
  return append_line(out, v, {digits(message_number).view()}, 0);
}

serialize_errc append_command(std::string& out, verb v, std::uint64_t message_number, std::uint64_t lines) {
  return append_line(out, v, {digits(message_number).view(), digits(lines).view()}, 0);
}

}  // namespace popquiz::parser
