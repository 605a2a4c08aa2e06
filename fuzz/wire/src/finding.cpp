#include <popquiz/fuzz_wire/finding.hpp>

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace popquiz::fuzz_wire {
namespace {

constexpr std::array<std::string_view, finding_kinds> kind_words{
    "crash", "gone", "hang", "memory", "malformed", "state", "client", "difference"};

bool is_word(char octet) {
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
}

/// JSON is UTF-8; what a peer has said may be anything.
std::string ascii(std::string_view text) {
  std::string made;
  for (const char octet : text) {
    const auto value = static_cast<unsigned char>(octet);
    made += value >= 0x20 && value < 0x7F ? std::string(1, octet) : fmt::format("\\x{:02X}", value);
  }
  return made;
}

std::string text_of(const boost::json::object& from, std::string_view key) {
  const auto* const found = from.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

template <class Number>
Number number_of(const boost::json::object& from, std::string_view key) {
  const auto* const found = from.if_contains(key);
  boost::system::error_code error;
  const Number value = found != nullptr ? found->to_number<Number>(error) : Number{};
  return error ? Number{} : value;
}

}  // namespace

std::string_view describe(finding_kind kind) noexcept {
  return kind_words[static_cast<std::size_t>(kind)];
}

std::string slug(std::string_view text, std::size_t limit) {
  std::string made;
  for (const char octet : text) {
    if (made.size() >= limit) {
      break;
    }
    if (is_word(octet)) {
      made += octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
    } else if (!made.empty() && made.back() != '-') {
      made += '-';
    }
  }
  while (made.ends_with('-')) {
    made.pop_back();
  }
  return made;
}

std::string file_stem(const finding& what) {
  return fmt::format("{}-{:06x}", slug(what.key), hash_of(what.key) & 0xFFFFFFU);
}

std::uint64_t hash_of(std::string_view octets) noexcept {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (const char octet : octets) {
    hash = (hash ^ static_cast<unsigned char>(octet)) * 1099511628211ULL;
  }
  return hash ^ (hash >> 32U);
}

std::string print_json(const finding& what) {
  const boost::json::object made{{"kind", describe(what.kind)},       {"key", ascii(what.key)},
                                 {"title", ascii(what.title)},        {"expected", ascii(what.expected)},
                                 {"came", ascii(what.came)},          {"script", what.script},
                                 {"summary", what.summary},           {"repeat", ascii(what.repeat)},
                                 {"how_often", what.how_often},       {"turns", what.turns},
                                 {"turns_before", what.turns_before}, {"seconds", what.seconds},
                                 {"executions", what.executions}};
  return boost::json::serialize(made) + "\n";
}

std::vector<finding> read_findings(std::string_view lines) {
  std::vector<finding> all;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(line, error);
    if (error || !parsed.is_object()) {
      continue;
    }
    const boost::json::object& from = parsed.get_object();
    finding made;
    const auto* const kind = std::ranges::find(kind_words, text_of(from, "kind"));
    made.kind = kind == kind_words.end() ? finding_kind::difference
                                         : static_cast<finding_kind>(kind - kind_words.begin());
    made.key = text_of(from, "key");
    made.title = text_of(from, "title");
    made.expected = text_of(from, "expected");
    made.came = text_of(from, "came");
    made.script = text_of(from, "script");
    made.summary = text_of(from, "summary");
    made.repeat = text_of(from, "repeat");
    made.how_often = text_of(from, "how_often");
    made.turns = number_of<std::size_t>(from, "turns");
    made.turns_before = number_of<std::size_t>(from, "turns_before");
    made.seconds = number_of<double>(from, "seconds");
    made.executions = number_of<std::uint64_t>(from, "executions");
    all.push_back(std::move(made));
  }
  return all;
}

std::string print_page(const finding& what, std::string_view subject, std::string_view script,
                       std::string_view more) {
  std::string text = fmt::format("# {}: {}\n\n", describe(what.kind), ascii(what.title));
  text += fmt::format("- subject: {}\n- expected: {}\n- came: {}\n", ascii(subject), ascii(what.expected),
                      ascii(what.came));
  text +=
      fmt::format("- seen {:.1f} s after the beginning, repeated {}\n- script: {} turns, minimised from {}\n",
                  what.seconds, what.how_often, what.turns, what.turns_before);
  text += fmt::format("\nTo repeat it:\n\n```sh\n{}\n```\n\n`{}`:\n\n```pop3\n{}```\n", what.repeat,
                      what.script, script);
  return more.empty() ? text : text + fmt::format("\n{}\n", more);
}

}  // namespace popquiz::fuzz_wire
