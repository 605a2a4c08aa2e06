// The reply serializer: whatever the texts hold, what it writes is one line that the parser reads back to
// the same values, or nothing, for a reason that a plain rule gives.
#include "choices.hpp"
#include "finding.hpp"

#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/reply_serializer.hpp>
#include <popquiz/parser/response_code.hpp>

#include <string>
#include <vector>

namespace popquiz::fuzz {
namespace {

using parser::serialize_errc;
using parser::strictness;

constexpr std::string_view before = "+OK before\r\n";

bool visible(char c) {
  return c >= 0x21 && c <= 0x7E;
}
bool all_visible(std::string_view text) {
  return std::find_if_not(text.begin(), text.end(), visible) == text.end();
}
bool injects(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// Whether octets between separators are there, at the begin and at the end too.
bool separates(std::string_view text, char separator) {
  bool behind_one = true;
  for (const char c : text) {
    if (behind_one && c == separator) {
      return false;
    }
    behind_one = c == separator;
  }
  return !behind_one;
}

std::uint64_t number_of(std::string_view octets) {
  std::uint64_t number = 0;
  for (const char c : octets) {
    number = number << 8U | static_cast<unsigned char>(c);
  }
  return number;
}

/// What a call of a serializer did to a string that held `before`: the line without CRLF.
std::string_view written(std::string_view out, serialize_errc found, serialize_errc expected) {
  require_equal(describe(expected), describe(found), "a line is refused for what a plain rule says");
  require(out.starts_with(before), "what stood in front stays", out);
  std::string_view line = out.substr(before.size());
  if (found != serialize_errc::none) {
    require_equal("", line, "a refused line writes nothing");
    return {};
  }
  require(line.ends_with("\r\n"), "a line ends in CRLF", line);
  line.remove_suffix(2);
  require(!injects(line), "a line has one CRLF and no NUL", line);
  return line;
}

/// The one event of a line that is a reply of its own.
parser::reply_event read(std::string_view wire, parser::reply_shape shape) {
  const bool strict = wire.size() <= parser::status_octets_limit;
  parser::reply_parser parser(strict ? strictness::strict : strictness::tolerant,
                              {.status_line = largest_input + 600});
  parser.expect(shape);
  const parser::parse_result result = parser.next(wire);
  require(result.status == parser::parse_status::event, "a line can be read", wire);
  require(result.consumed == wire.size() && parser.idle(), "a line is one reply", wire);
  return result.event;
}

void write_status(choices& in) {
  const std::size_t form = in.octet();
  const std::size_t limit = in.octet();
  const std::string_view code = in.take(form >> 1U);
  const parser::status_line what{form % 2 == 0, in.rest(), code};
  const bool good_code =
      code.empty() || (separates(code, '/') && std::all_of(code.begin(), code.end(), [](char c) {
                         return (visible(c) || c == 0x7F) && c != ']';
                       }));
  const std::size_t size = (what.ok ? 3U : 4U) + (code.empty() ? 0 : 3 + code.size()) +
                           (what.text.empty() ? 0 : 1 + what.text.size()) + 2;
  const std::size_t most = limit == 0 ? parser::status_octets_limit : limit - 1;
  std::string out(before);
  const serialize_errc found = limit == 0 ? append_status(out, what) : append_status(out, what, most);
  const std::string_view line = written(out, found,
                                        !good_code || injects(what.text) ? serialize_errc::forbidden_octet
                                        : most != 0 && size > most       ? serialize_errc::too_long
                                                                         : serialize_errc::none);
  if (found != serialize_errc::none) {
    return;
  }
  require(line.size() + 2 == size, "a status line has nothing more than what was given", line);
  const parser::reply_event event =
      read(std::string_view(out).substr(before.size()), parser::reply_shape::single_line);
  require(event.kind == parser::event_kind::status && event.ok == what.ok, "the status is read back", line);
  if (code.empty()) {
    require_equal(what.text, event.text, "the text is read back");
    return;
  }
  const auto parts = parser::find_response_code(event.text);
  require(parts.has_value(), "the response code is found", line);
  require_equal(code, parts->code, "the response code is read back");
  require_equal(what.text, parts->text, "the text behind the code is read back");
}

void write_challenge(choices& in) {
  const std::string_view text = in.rest();
  std::string out(before);
  const serialize_errc found = parser::append_challenge(out, text);
  written(out, found, injects(text) ? serialize_errc::forbidden_octet : serialize_errc::none);
  if (found == serialize_errc::none) {
    const parser::reply_event event =
        read(std::string_view(out).substr(before.size()), parser::reply_shape::sasl);
    require(event.kind == parser::event_kind::challenge, "a challenge is read as one", text);
    require_equal(text, event.text, "the challenge is read back");
  }
}

void write_scan_listing(choices& in) {
  const std::uint64_t number = number_of(in.take(8));
  const std::uint64_t octets = number_of(in.take(8));
  std::string out(before);
  parser::append_scan_listing(out, number, octets);
  const std::string_view line = written(out, serialize_errc::none, serialize_errc::none);
  const auto read_back = parse_scan_listing(line, strictness::strict);
  require(read_back && read_back.value.number == number && read_back.value.octets == octets,
          "a scan listing is read back", line);
}

void write_unique_id(choices& in) {
  const std::uint64_t number = number_of(in.take(8));
  const std::string_view unique_id = in.rest();
  std::string out(before);
  const serialize_errc found = parser::append_unique_id_listing(out, number, unique_id);
  const std::string_view line = written(out, found,
                                        !all_visible(unique_id) ? serialize_errc::forbidden_octet
                                        : unique_id.empty()     ? serialize_errc::missing_argument
                                        : unique_id.size() > 70 ? serialize_errc::too_long
                                                                : serialize_errc::none);
  if (found == serialize_errc::none) {
    const auto read_back = parse_unique_id_listing(line, strictness::strict);
    require(read_back && read_back.value.number == number, "a unique-id listing is read back", line);
    require_equal(unique_id, read_back.value.unique_id, "the unique-id is read back");
  }
}

void write_capability(choices& in) {
  const std::string_view text = in.rest();
  std::string words(text);
  std::replace(words.begin(), words.end(), ' ', '_');
  const std::string_view keyword = text.substr(0, text.find(' '));
  const bool good = separates(text, ' ') && all_visible(words) && keyword.find('.') == std::string_view::npos;
  std::string out(before);
  const serialize_errc found = parser::append_capability(out, text);
  const std::string_view line = written(out, found,
                                        text.empty()            ? serialize_errc::missing_argument
                                        : !good                 ? serialize_errc::forbidden_octet
                                        : text.size() + 2 > 512 ? serialize_errc::too_long
                                                                : serialize_errc::none);
  if (found == serialize_errc::none) {
    const auto read_back = parse_capability(line, strictness::strict);
    require(bool(read_back), "a capability is read back", line);
    require_equal(keyword, read_back.value.keyword, "the keyword is read back");
    require_equal(text.substr(std::min(text.size(), keyword.size() + 1)), read_back.value.arguments,
                  "the arguments are read back");
  }
}

/// Lines of lengths that the input chooses, as a reply that must be read back as one.
void write_body(choices& in) {
  std::string out(before);
  std::string expected;
  while (!in.rest().empty()) {
    const std::size_t size = in.octet();
    const std::string_view text = in.take(size);
    std::string line(before);
    const serialize_errc found = parser::append_body_line(line, text);
    written(line, found, injects(text) ? serialize_errc::forbidden_octet : serialize_errc::none);
    out.append(line, before.size());
    if (found == serialize_errc::none) {
      expected.append(text).append("\r\n");
    }
  }
  parser::append_body_end(out);
  require(out.ends_with("\r\n.\r\n"), "a body ends with a dot on a line of its own", out);
  std::string_view wire = out;
  std::string body;
  parser::reply_parser parser(strictness::strict);
  parser.expect(parser::reply_shape::multi_line);
  while (!parser.idle()) {
    const parser::parse_result result = parser.next(wire);
    require(result.status == parser::parse_status::event, "a body can be read to its end", wire);
    wire.remove_prefix(result.consumed);
    if (result.event.kind == parser::event_kind::body) {
      body += result.event.text;
    }
  }
  require(wire.empty(), "a body ends at its end only", wire);
  require_equal(expected, body, "the lines are read back");
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace popquiz::fuzz;
  using writer = void (*)(choices&);
  constexpr writer writers[] = {write_status,    write_challenge,  write_scan_listing,
                                write_unique_id, write_capability, write_body};
  choices in(data, size);
  writers[in.octet() % std::size(writers)](in);
  return 0;
}
