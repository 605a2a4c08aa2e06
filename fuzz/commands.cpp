// The command parser against a plain reading, for any partition; and the command serializer: what it
// writes is one line that is read back as it was meant, whatever the arguments hold.
#include "choices.hpp"
#include "finding.hpp"
#include "pieces.hpp"
#include "plain_command.hpp"
#include "window.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/command_serializer.hpp>

#include <vector>

namespace popquiz::fuzz {
namespace {

using parser::command_result;
using parser::command_view;
using parser::parse_errc;
using parser::parse_status;
using parser::serialize_errc;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || a.data() == b.data());
}

bool same(const command_view& a, const command_view& b) {
  return a.info == b.info && a.error == b.error && a.number == b.number && a.lines == b.lines &&
         a.has_argument == b.has_argument && same(a.line, b.line) && same(a.keyword, b.keyword) &&
         same(a.argument_text, b.argument_text) && same(a.first, b.first) && same(a.second, b.second);
}

std::string print(const command_result& in) {
  const command_view& c = in.command;
  return "offset " + std::to_string(in.offset) + ' ' +
         std::string(c.info == nullptr ? "unknown" : c.info->keyword) + " <" + naive::escape(c.line) + "> <" +
         naive::escape(c.argument_text) + "> <" + naive::escape(c.first) + "> <" + naive::escape(c.second) +
         "> " + std::to_string(c.number) + ' ' + std::to_string(c.lines) + ' ' +
         std::string(describe(c.error));
}

/// The commands of a stream: what stands in front of each CRLF.
void read_plainly(std::string_view stream, std::size_t limit, std::vector<command_result>& out) {
  std::size_t begin = 0;
  for (std::size_t end = stream.find("\r\n"); end != std::string_view::npos;
       end = stream.find("\r\n", begin)) {
    const std::string_view line = stream.substr(begin, end - begin);
    command_result result;
    result.offset = begin;
    if (line.size() + 2 > limit) {
      result.command.error = parse_errc::command_line_too_long;
      result.command.info = parser::find_command(line.substr(0, line.find(' ')));
    } else {
      result.command = parser::parse_command_line(line);
      require((result.command.error == parse_errc::none) == is_valid_command(line),
              "a line is a command when the grammar of its keyword says so", line);
    }
    out.push_back(result);
    begin = end + 2;
  }
}

void compare(window& stream, const std::vector<command_result>& expected, std::size_t limit, pieces cuts) {
  parser::command_parser parser({limit});
  stream.hide();
  std::size_t count = 0;
  std::size_t done = 0;
  std::size_t come = 0;
  do {
    come += cuts.next(stream.size() - come);
    for (;;) {
      const std::string_view input = stream.show(done, come);
      const command_result found = parser.next(input);
      require(found.consumed <= input.size(), "no octet is consumed that has not come", input);
      done += found.consumed;
      if (found.status == parse_status::need_more) {
        require(input.size() - found.consumed < limit, "an over-long line is not kept", input);
        break;
      }
      require(found.status == parse_status::event, "a command parser has no errors");
      require(count < expected.size(), "no command more than there are", found.command.line);
      const command_result& wanted = expected[count++];
      if (found.offset != wanted.offset || !same(found.command, wanted.command)) [[unlikely]] {
        finding("a command is what stands in front of CRLF", print(wanted), print(found));
      }
    }
  } while (come != stream.size());
  require(count == expected.size(), "no command less than there are");
  require(parser.offset() == done, "offset() is the sum of what was consumed");
}

void read_commands(choices& in) {
  static window stream(largest_input);
  static std::vector<command_result> expected;
  const std::size_t choice = in.octet();
  const std::size_t limit = choice == 0 ? 255 : 5 + choice;  // a keyword and a space fit
  const pieces cuts(in);
  stream.place(in.rest());
  expected.clear();
  read_plainly(stream.show_all(), limit, expected);
  compare(stream, expected, limit, cuts);
  compare(stream, expected, limit, {});
}

/// A call of append_command, and the arguments as they must stand on the wire.
struct call {
  std::vector<std::string_view> arguments;
  std::size_t limit = 0;
  serialize_errc result = serialize_errc::none;
};

call append(choices& in, parser::verb verb, std::string& out) {
  static std::string first;
  static std::string second;
  call done;
  const std::size_t form = in.octet() % 5;
  const std::size_t limit_choice = in.octet();
  const std::size_t first_size = in.octet();
  const std::string_view argument = in.take(first_size);
  if (form == 1 || form == 2) {
    done.limit = limit_choice == 0 ? 255 : limit_choice == 1 ? 0 : limit_choice;
  }
  const auto number_of = [](std::string_view octets) {
    std::uint64_t number = 0;
    for (const char c : octets.substr(0, 8)) {
      number = number << 8U | static_cast<unsigned char>(c);
    }
    return number;
  };
  first = form > 2 ? std::to_string(number_of(argument)) : std::string(argument);
  second = form > 2 ? std::to_string(number_of(in.rest())) : std::string(in.rest());
  switch (form) {
    case 0:
      done.result = append_command(out, verb);
      break;
    case 1:
      done.arguments = {first};
      done.result = append_command(out, verb, first, done.limit);
      break;
    case 2:
      done.arguments = {first, second};
      done.result = append_command(out, verb, first, second, done.limit);
      break;
    case 3:
      done.arguments = {first};
      done.result = append_command(out, verb, number_of(argument));
      break;
    default:
      done.arguments = {first, second};
      done.result = append_command(out, verb, number_of(argument), number_of(in.rest()));
      break;
  }
  return done;
}

void require_reason(const call& refused, std::size_t size, std::size_t arguments_needed) {
  bool forbidden = false;
  bool missing = refused.arguments.size() < arguments_needed;
  for (const std::string_view argument : refused.arguments) {
    forbidden = forbidden || argument.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    missing = missing || argument.empty();
  }
  const bool too_long = refused.limit != 0 && size > refused.limit;
  require((refused.result == serialize_errc::forbidden_octet && forbidden) ||
              (refused.result == serialize_errc::missing_argument && missing) ||
              (refused.result == serialize_errc::too_long && too_long),
          "a command is refused for a reason that is there", describe(refused.result));
}

/// What was written is one line, and a server reads what was meant.
void require_read_back(std::string_view line, const parser::command_info& command, const call& written,
                       std::string_view argument_text) {
  const std::string_view inner = line.substr(0, line.size() - std::min<std::size_t>(line.size(), 2));
  require(line.ends_with("\r\n") && inner.find_first_of("\r\n") == std::string_view::npos,
          "a command has one CRLF, at its end", line);
  require(inner.find('\0') == std::string_view::npos, "a command has no NUL", line);
  require(written.limit == 0 || line.size() <= written.limit, "a command keeps to its limit", line);
  parser::command_parser parser({line.size()});
  const command_result read = parser.next(line);
  require(read.status == parse_status::event && read.consumed == line.size(), "a command is one command",
          line);
  require(read.command.info == &command, "the verb that was meant is read back", line);
  require_equal(command.keyword, read.command.keyword, "the keyword is read back");
  require_equal(argument_text, read.command.argument_text, "the arguments are read back");
  require(read.command.has_argument == !written.arguments.empty(), "an argument is seen", line);
  const bool valid = is_valid_command(inner);
  require((read.command.error == parse_errc::none) == valid, "a valid command is read back as one", line);
  if (valid && !written.arguments.empty() && !read.command.first.empty() && written.arguments.size() == 1) {
    require_equal(argument_text.substr(0, read.command.first.size()), read.command.first,
                  "the first argument");
  }
}

void write_command(choices& in) {
  static std::string out;
  static std::string argument_text;
  constexpr std::string_view before = "NOOP\r\n";
  const auto verb = static_cast<parser::verb>(in.octet() % parser::verb_count);
  const parser::command_info& command = parser::info(verb);
  out = before;
  const call written = append(in, verb, out);
  argument_text.clear();
  for (const std::string_view argument : written.arguments) {
    argument_text.append(argument_text.empty() && argument.data() == written.arguments[0].data() ? "" : " ");
    argument_text.append(argument);
  }
  require(out.starts_with(before), "what stood in front stays", out);
  if (written.result == serialize_errc::none) {
    require_read_back(std::string_view(out).substr(before.size()), command, written, argument_text);
    return;
  }
  require_equal(before, out, "a refused command writes nothing");
  const std::size_t size =
      command.keyword.size() + 2 + argument_text.size() + (written.arguments.empty() ? 0 : 1);
  require_reason(written, size, arguments_needed(command.keyword));
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  if (in.octet() % 2 == 0) {
    popquiz::fuzz::read_commands(in);
  } else {
    popquiz::fuzz::write_command(in);
  }
  return 0;
}
