#include <popquiz/parser/command_parser.hpp>

#include <popquiz/parser/ascii.hpp>
#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>

namespace popquiz::parser {
namespace {

constexpr std::size_t digest_digits = 32;         // MD5 in hexadecimal (RFC 1939 section 7)
constexpr std::size_t mechanism_name_limit = 20;  // RFC 4422 section 3.1

/// An argument text taken apart at its spaces. No grammar has more than two arguments.
struct arguments {
  std::array<std::string_view, 2> words;
  std::size_t count = 0;
  parse_errc error = parse_errc::none;
};

arguments split(std::string_view text, std::size_t at_most) noexcept {
  arguments out;
  if (text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != std::string_view::npos) {
    out.error = parse_errc::bad_argument;
    return out;
  }
  while (!text.empty()) {
    if (out.count == at_most) {
      out.error = parse_errc::too_many_arguments;
      return out;
    }
    const std::string_view word = text.substr(0, text.find(' '));
    out.words[out.count++] = word;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out;
}

parse_errc read_number(std::string_view word, std::uint64_t& number) noexcept {
  const auto parsed = parse_number(word);
  number = parsed.value;
  if (parsed.error == parse_errc::none || parsed.error == parse_errc::number_overflow) {
    return parsed.error;
  }
  return parse_errc::bad_argument;
}

bool is_hexadecimal(char c) noexcept {
  return is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'F');
}
bool is_digest(std::string_view word) noexcept {
  return word.size() == digest_digits && std::all_of(word.begin(), word.end(), is_hexadecimal);
}

/// sasl-mech of RFC 4422 section 3.1, in any case.
bool is_mechanism(std::string_view word) noexcept {
  return word.size() <= mechanism_name_limit && std::all_of(word.begin(), word.end(), [](char c) {
           return is_alphanumeric(c) || c == '-' || c == '_';
         });
}

/// A language range as far as its octets go (RFC 4647 section 2.1).
bool is_language(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '*'; });
}

parse_errc require(bool good) noexcept {
  return good ? parse_errc::none : parse_errc::bad_argument;
}

struct argument_bounds {
  std::size_t least;
  std::size_t most;
};

argument_bounds bounds_of(argument_grammar grammar) noexcept {
  switch (grammar) {
    case argument_grammar::none:
    case argument_grammar::text:  // not split
      return {0, 0};
    case argument_grammar::optional_message_number:
    case argument_grammar::optional_language:
      return {0, 1};
    case argument_grammar::name:
    case argument_grammar::message_number:
      return {1, 1};
    case argument_grammar::sasl_mechanism:
      return {1, 2};
    case argument_grammar::name_and_digest:
    case argument_grammar::message_number_and_lines:
      break;
  }
  return {2, 2};
}

parse_errc read_numbers(command_view& command, const arguments& in) noexcept {
  const parse_errc error = read_number(in.words[0], command.number);
  return error == parse_errc::none && in.count == 2 ? read_number(in.words[1], command.lines) : error;
}

/// The words of a grammar that has any; there are as many as bounds_of() says.
parse_errc read_words(command_view& command, const arguments& in) noexcept {
  const argument_grammar grammar = command.info->arguments;
  if (grammar == argument_grammar::message_number || grammar == argument_grammar::optional_message_number ||
      grammar == argument_grammar::message_number_and_lines) {
    return read_numbers(command, in);
  }
  command.first = in.words[0];
  command.second = in.words[1];
  if (grammar == argument_grammar::name_and_digest) {
    return require(is_digest(command.second));
  }
  if (grammar == argument_grammar::sasl_mechanism) {
    return require(is_mechanism(command.first));
  }
  return require(grammar != argument_grammar::optional_language || is_language(command.first));
}

parse_errc read_arguments(command_view& command) noexcept {
  const argument_grammar grammar = command.info->arguments;
  if (grammar == argument_grammar::text) {
    command.first = command.argument_text;
    return command.first.empty() ? parse_errc::missing_argument : parse_errc::none;
  }
  const argument_bounds bounds = bounds_of(grammar);
  if (command.argument_text.empty()) {
    if (bounds.least != 0) {
      return parse_errc::missing_argument;
    }
    return require(!command.has_argument);  // a space, and nothing behind it
  }
  const arguments words = split(command.argument_text, bounds.most);
  if (words.error != parse_errc::none) {
    return words.error;
  }
  return words.count < bounds.least ? parse_errc::missing_argument : read_words(command, words);
}

}  // namespace

command_view parse_command_line(std::string_view line) noexcept {
  command_view command;
  command.line = line;
  const std::size_t space = line.find(' ');
  command.keyword = line.substr(0, space);
  command.has_argument = space != std::string_view::npos;
  if (command.has_argument) {
    command.argument_text = line.substr(space + 1);
  }
  command.info = find_command(command.keyword);
  if (std::any_of(line.begin(), line.end(), is_control)) {
    command.error = parse_errc::bad_command_octet;
  } else if (command.info == nullptr) {
    command.error = parse_errc::unknown_command;
  } else {
    command.error = read_arguments(command);
  }
  return command;
}

}  // namespace popquiz::parser
