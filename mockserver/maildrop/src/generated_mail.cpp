#include <popquiz/mockserver/generated_mail.hpp>

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace popquiz::mockserver {
namespace {

struct unit {
  std::string_view name;
  std::uint64_t octets;
};
constexpr std::array<unit, 5> units{
    {{"", 1}, {"KiB", 1ULL << 10U}, {"MiB", 1ULL << 20U}, {"GiB", 1ULL << 30U}, {"TiB", 1ULL << 40U}}};

/// Takes what stands before the first `end`, which goes, too; all when there is none.
std::string_view take_until(std::string_view& text, char end) {
  const std::string_view taken = text.substr(0, text.find(end));
  text.remove_prefix(std::min(taken.size() + 1, text.size()));
  return taken;
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  const auto number = parser::parse_number(text);
  return number ? std::optional(number.value) : std::nullopt;
}

std::optional<std::uint64_t> read_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = read_number(text.substr(0, digits));
  const auto* const found = std::ranges::find(units, text.substr(digits), &unit::name);
  if (!number || found == units.end() ||
      *number > std::numeric_limits<std::uint64_t>::max() / found->octets) {
    return std::nullopt;
  }
  return *number * found->octets;
}

/// "12%" or "12.5%" in lines of each 1,000.
std::optional<std::uint32_t> read_share(std::string_view text) {
  if (!text.ends_with('%')) {
    return std::nullopt;
  }
  text.remove_suffix(1);
  const std::string_view whole = take_until(text, '.');
  const auto percent = read_number(whole);
  const auto tenths = text.empty() ? std::optional<std::uint64_t>(0) : read_number(text);
  if (!percent || !tenths || *percent > 100 || text.size() > 1 || *percent * 10 + *tenths > 1000) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*percent * 10 + *tenths);
}

/// What was expected of the value; empty when it was good.
std::string_view set_value(generated_mail& what, std::string_view key, std::string_view value) {
  if (key == "dots") {
    const auto share = read_share(value);
    what.dotted = share.value_or(0);
    return share ? "" : "a share like 10% or 12.5%";
  }
  if (key == "line") {
    const auto number = read_number(value);
    what.line = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(number.value_or(0), std::numeric_limits<std::uint32_t>::max()));
    return number ? "" : "a number of octets";
  }
  if (key == "seed") {
    const auto number = read_number(value);
    what.seed = number.value_or(0);
    return number ? "" : "a number";
  }
  if (key == "ends") {
    what.ends = value == "lf" ? stored_line_end::lf : stored_line_end::crlf;
    return value == "lf" || value == "crlf" ? "" : "crlf or lf";
  }
  return "dots, line, ends or seed before the =";
}

bool read_count_and_size(generated_mail& what, std::string_view text) {
  const auto count = read_number(take_until(text, 'x'));
  const bool is_range = text.find('-') != std::string_view::npos;
  const auto least = read_size(take_until(text, '-'));
  const auto most = is_range ? read_size(text) : least;
  if (!count || !least || !most) {
    return false;
  }
  what.messages = *count;
  what.least_octets = *least;
  what.most_octets = *most;
  return true;
}

}  // namespace

std::string find_problem(const generated_mail& what) {
  using std::to_string;
  if (what.messages > generated_mail::messages_limit) {
    return "at most " + to_string(generated_mail::messages_limit) + " messages can be generated";
  }
  if (what.least_octets < generated_mail::octets_floor) {
    return "a generated message has " + to_string(generated_mail::octets_floor) + " octets or more";
  }
  if (what.least_octets > what.most_octets) {
    return "a range of sizes begins with the smaller one";
  }
  if (what.most_octets > generated_mail::octets_limit) {
    return "a generated message has at most 1024 TiB";
  }
  if (what.messages > generated_mail::all_octets_limit / what.most_octets) {
    return "all generated messages together have at most 4194304 TiB";
  }
  if (what.line == 0 || what.line > generated_mail::line_limit) {
    return "a line of a generated message has 1 to " + to_string(generated_mail::line_limit) + " octets";
  }
  if (what.dotted > 1000) {
    return "no more than all lines can begin with a dot";
  }
  return {};
}

std::optional<generated_mail> parse_generated_mail(std::string_view all, std::string& why) {
  generated_mail made;
  std::string_view text = all;
  const std::string_view size = take_until(text, ',');
  if (!read_count_and_size(made, size)) {
    why = "expected COUNTxSIZE, e.g. 10000x4KiB or 100x1KiB-64KiB, found \"" + std::string(size) + "\"";
    return std::nullopt;
  }
  for (bool more = all.find(',') != std::string_view::npos; more;) {
    more = text.find(',') != std::string_view::npos;
    const std::string_view word = take_until(text, ',');
    std::string_view value = word;
    const std::string_view key = take_until(value, '=');
    if (const std::string_view expected = set_value(made, key, value); !expected.empty()) {
      why = "expected " + std::string(expected) + ", found \"" + std::string(word) + "\"";
      return std::nullopt;
    }
  }
  why = find_problem(made);
  return why.empty() ? std::optional(made) : std::nullopt;
}

}  // namespace popquiz::mockserver
