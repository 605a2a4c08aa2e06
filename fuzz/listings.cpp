// What stands in status lines and listing lines against a plain reading by the grammars of RFC 1939
// sections 5 and 7 and RFC 2449 sections 3, 5 and 8.
#include "choices.hpp"
#include "finding.hpp"
#include "pieces.hpp"
#include "window.hpp"

#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/line_splitter.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/response_code.hpp>
#include <popquiz/parser/timestamp.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace popquiz::fuzz {
namespace {

using parser::strictness;

constexpr std::string_view digits = "0123456789";
constexpr std::string_view blanks = " \t";

bool control(char c) {
  return (c >= 0 && c < 0x20) || c == 0x7F;
}
bool visible(char c) {
  return c >= 0x21 && c <= 0x7E;
}
template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::find_if_not(text.begin(), text.end(), predicate) == text.end();
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
}
std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += upper(c);
  }
  return out;
}

/// Takes the longest front of `set`'s octets off `text`.
std::string_view take_of(std::string_view& text, std::string_view set) {
  const std::string_view front = text.substr(0, text.find_first_not_of(set));
  text.remove_prefix(front.size());
  return front;
}

std::optional<std::uint64_t> plain_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;  // it takes neither signs nor spaces
  }
  return value;
}

/// "nn rest": the number, and what stands behind the separator.
std::optional<std::pair<std::uint64_t, std::string_view>> plain_fields(std::string_view line, bool strict) {
  if (!strict) {
    take_of(line, blanks);
  }
  const auto number = plain_number(take_of(line, digits));
  const std::string_view separator = take_of(line, blanks);
  if (!number || separator.empty() || (strict && separator != " ")) {
    return std::nullopt;
  }
  return std::pair(*number, line);
}

/// The second field of a line; tolerant: whatever follows a blank behind it does not count.
std::string_view plain_field(std::string_view rest, bool strict) {
  return strict ? rest : rest.substr(0, rest.find_first_of(blanks));
}

void check_numbers(std::string_view line, strictness mode) {
  const bool strict = mode == strictness::strict;
  const auto fields = plain_fields(line, strict);
  const auto size = fields ? plain_number(plain_field(fields->second, strict)) : std::nullopt;
  const auto drop = parse_drop_listing(line, mode);
  const auto scan = parse_scan_listing(line, mode);
  require(bool(drop) == size.has_value(), "a drop listing is two numbers", line);
  require(bool(scan) == size.has_value(), "a scan listing is two numbers", line);
  require(drop.offset <= line.size() && scan.offset <= line.size(), "the offence is in the line", line);
  if (size) {
    require(drop.value.messages == fields->first && drop.value.octets == *size, "values of STAT", line);
    require(scan.value.number == fields->first && scan.value.octets == *size, "values of LIST", line);
  }
}

void check_unique_id(std::string_view line, strictness mode) {
  const bool strict = mode == strictness::strict;
  const auto fields = plain_fields(line, strict);
  const std::string_view id = fields ? plain_field(fields->second, strict) : std::string_view();
  const bool good = !id.empty() && (strict ? id.size() <= 70 && all(id, visible)
                                           : all(id, [](char c) { return !control(c) && c != ' '; }));
  const auto parsed = parse_unique_id_listing(line, mode);
  require(bool(parsed) == good, "a unique-id listing is a number and 1 to 70 visible octets", line);
  require(parsed.offset <= line.size(), "the offence is in the line", line);
  if (good) {
    const std::string_view found = parsed.value.unique_id;
    require(parsed.value.number == fields->first, "the number of UIDL", line);
    require(found.data() == id.data() && found.size() == id.size(), "the unique-id", line);
  }
}

void check_number(std::string_view text) {
  const auto parsed = parser::parse_number(text);
  const auto plain = plain_number(text);
  require(bool(parsed) == plain.has_value(), "a number is digits of 64 bits", text);
  require(parsed.value == plain.value_or(0), "the number's value", text);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  for (take_of(line, blanks); !line.empty(); take_of(line, blanks)) {
    out.push_back(line.substr(0, line.find_first_of(blanks)));
    line.remove_prefix(out.back().size());
  }
  return out;
}

std::string join(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    out.append(out.empty() ? "" : " ").append(word);
  }
  return out;
}

void check_capability(std::string_view line, strictness mode) {
  const auto words = words_of(line);
  bool good = !words.empty() && all(line, [](char c) { return c == '\t' || !control(c); });
  if (mode == strictness::strict) {  // nothing but visible words, one space between two, no dot in the first
    good = good && join(words) == line && all(line, [](char c) { return c == ' ' || visible(c); }) &&
           words[0].find('.') == std::string::npos;
  }
  const auto parsed = parse_capability(line, mode);
  require(bool(parsed) == good, "a capability is a word, and words behind it", line);
  require(parsed.offset <= line.size(), "the offence is in the line", line);
  if (!good) {
    return;
  }
  const auto [keyword, arguments] = parsed.value;
  require(within(keyword, line) && (arguments.empty() || within(arguments, line)), "views of the line", line);
  require_equal(words[0], keyword, "the capability's keyword");
  const std::string joined = join(std::span(words).subspan(1));
  require_equal(joined, join(words_of(arguments)), "the capability's arguments");

  parser::capability_set set;
  set.add(parsed.value);
  require(set.has(upper(keyword)), "a capability has its keyword in any case", line);
  require_equal(joined, set.arguments(keyword), "the arguments that are kept");
  for (std::size_t i = 1; i < words.size(); ++i) {
    require(set.has_argument(keyword, upper(words[i])), "an argument is found in any case", line);
  }
}

/// The first capability of a name is the one that counts, and 256 are kept.
void check_capability_set(std::string_view lines) {
  parser::capability_set set;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < lines.size(); at += 2) {
    const std::string_view name = lines.substr(at, 1);
    set.add({name, lines.substr(at + 1, 1)});
    names.push_back(upper(name));
  }
  const std::size_t kept = std::min(names.size(), parser::capability_set::limit);
  require(set.entries().size() == kept && set.overflowed() == (names.size() > kept), "256 are kept");
  names.resize(kept);
  for (std::size_t at = 0; at < lines.size(); at += 2) {
    const auto first = std::find(names.begin(), names.end(), upper(lines.substr(at, 1)));
    require(set.has(lines.substr(at, 1)) == (first != names.end()), "what is kept is found", lines);
    if (first != names.end()) {
      const std::size_t where = static_cast<std::size_t>(first - names.begin()) * 2 + 1;
      const std::string argument = join(words_of(lines.substr(where, 1)));
      require_equal(argument, set.arguments(*first), "the first of a name counts");
    }
  }
}

parser::response_code_kind plain_kind(std::vector<std::string> levels) {
  using enum parser::response_code_kind;
  if (levels[0] == "SYS" && levels.size() > 1) {
    return levels[1] == "TEMP" ? sys_temp : levels[1] == "PERM" ? sys_perm : other;
  }
  return levels[0] == "IN-USE"        ? in_use
         : levels[0] == "LOGIN-DELAY" ? login_delay
         : levels[0] == "AUTH"        ? auth
         : levels[0] == "UTF8"        ? utf8
                                      : other;
}

void check_response_code(std::string_view text) {
  const auto found = parser::find_response_code(text);
  std::vector<std::string> levels(1);
  std::size_t at = 1;
  for (; at < text.size() && text[at] != ']' && (visible(text[at]) || text[at] == 0x7F); ++at) {
    if (text[at] == '/') {
      levels.emplace_back();
    } else {
      levels.back() += upper(text[at]);
    }
  }
  const bool ended = text.substr(0, 1) == "[" && text.substr(std::min(at, text.size()), 1) == "]";
  const bool good = ended && std::find(levels.begin(), levels.end(), "") == levels.end();
  require(found.has_value() == good, "a response code is levels within brackets", text);
  if (good) {
    require(within(found->code, text) && within(found->text, text), "views of the text", text);
    require_equal(text.substr(1, at - 1), found->code, "the response code");
    std::string_view rest = text.substr(at + 1);
    rest.remove_prefix(rest.substr(0, 1) == " " ? 1 : 0);
    require_equal(rest, found->text, "the text behind the response code");
    require(found->kind == plain_kind(levels), "the kind of the response code", text);
  }
}

/// From the first "<" on: local, "@", domain, ">", each of visible octets without "<", ">" and "@".
std::optional<std::string_view> plain_timestamp(std::string_view text) {
  const std::string_view from = text.substr(std::min(text.find('<'), text.size()));
  std::array<std::size_t, 2> side{0, 0};
  std::size_t which = 0;
  for (std::size_t at = 1; at < from.size(); ++at) {
    const char c = from[at];
    if (c == '>') {
      return which == 1 && side[0] * side[1] != 0 ? std::optional(from.substr(0, at + 1)) : std::nullopt;
    }
    if (c == '@' && which == 0) {
      which = 1;
    } else if (visible(c) && c != '@' && c != '<') {
      ++side[which];
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

void check_timestamp(std::string_view text) {
  const auto found = parser::find_timestamp(text);
  const auto plain = plain_timestamp(text);
  require(found.has_value() == plain.has_value(), "a timestamp is the first <...>, a msg-id", text);
  if (plain) {
    require(found->data() == plain->data() && found->size() == plain->size(), "the timestamp", text);
  }
}

void check_lines(window& text, std::size_t limit, pieces cuts) {
  std::vector<std::string> plain;
  std::string_view rest = text.show_all();
  bool overflows = false;
  while (!overflows && !rest.empty()) {
    const std::size_t lf = rest.find('\n');
    std::string_view line = rest.substr(0, lf);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    overflows = line.size() > limit;
    if (!overflows && lf != std::string_view::npos) {
      plain.emplace_back(line);
    }
  }
  parser::line_splitter splitter(limit);
  std::size_t count = 0;
  text.hide();
  for (std::size_t come = 0; come != text.size();) {
    const std::size_t from = come;
    come += cuts.next(text.size() - come);
    splitter.feed(text.show(from, come));
    while (const auto line = splitter.next()) {
      require(count < plain.size(), "no line more than there are", *line);
      require_equal(plain[count++], *line, "a line is what stands between two line ends");
    }
  }
  require(count == plain.size(), "no line less than there are");
  require(splitter.overflowed() == overflows, "a line over the limit ends the splitting");
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace popquiz::fuzz;
  static window stream(largest_input);

  choices in(data, size);
  const std::size_t kind = in.octet();
  const strictness mode = (kind & 8U) != 0 ? strictness::strict : strictness::tolerant;
  if (kind % 8 == 7) {
    const std::size_t limit = in.octet();
    const pieces cuts(in);
    stream.place(in.rest());
    check_lines(stream, limit, cuts);
    return 0;
  }
  stream.place(in.rest());
  const std::string_view text = stream.show_all();
  switch (kind % 8) {
    case 0:
      check_numbers(text, mode);
      break;
    case 1:
      check_unique_id(text, mode);
      break;
    case 2:
      check_number(text);
      break;
    case 3:
      check_capability(text, mode);
      break;
    case 4:
      check_capability_set(text);
      break;
    case 5:
      check_response_code(text);
      break;
    default:
      check_timestamp(text);
      break;
  }
  return 0;
}
