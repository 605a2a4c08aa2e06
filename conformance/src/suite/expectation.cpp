#include <popquiz/conformance/expectation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace popquiz::conformance {
namespace {

constexpr std::string_view blanks = " \t";

/// What stands between the quotes that `line` has at `at`, which moves behind the second. Nothing, and `at`
/// on the octet concerned, when the quoting is wrong.
std::optional<std::string> take_quoted(std::string_view line, std::size_t& at, std::string& why) {
  std::string part;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') {
      ++at;
      if (at == line.size() || (line[at] != '"' && line[at] != '\\')) {
        why = "expected \\\" or \\\\, found a backslash before something else";
        --at;
        return std::nullopt;
      }
    }
    part += line[at];
  }
  if (at == line.size()) {
    why = "expected a closing \" behind the part of what came or was expected";
  } else if (part.empty()) {
    why = "expected a part of what came or was expected between the quotes, found nothing";
  } else if (++at; at < line.size() && blanks.find(line[at]) == std::string_view::npos) {
    why = "expected white space behind the closing \"";
  }
  return why.empty() ? std::optional(std::move(part)) : std::nullopt;
}

}  // namespace

bool expectation::is_met_by(std::string_view expected, std::string_view came) const noexcept {
  return expected.find(part) != std::string_view::npos || came.find(part) != std::string_view::npos;
}

std::optional<expectations> parse_expectations(std::string_view text, std::string_view file,
                                               bool (*known)(std::string_view id, const void* context),
                                               const void* context, std::string& why) {
  expectations found;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    line = line.substr(0, line.find_last_not_of(blanks) + 1);
    const std::size_t begin = std::min(line.find_first_not_of(blanks), line.size());
    if (begin == line.size() || line[begin] == '#') {
      continue;
    }
    std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    const std::string_view id = line.substr(begin, end - begin);
    if (!known(id, context)) {
      why = fmt::format("{}:{}:{}: expected the id of a check, found \"{}\" (--list prints the ids)", file,
                        number, begin + 1, id);
      return std::nullopt;
    }
    expectation known_failure;
    const std::size_t behind = line.find_first_not_of(blanks, end);
    if (behind != std::string_view::npos && line[behind] == '"') {
      end = behind;
      std::string fault;
      auto part = take_quoted(line, end, fault);
      if (!part) {
        why = fmt::format("{}:{}:{}: {}", file, number, end + 1, fault);
        return std::nullopt;
      }
      known_failure.part = std::move(*part);
    }
    if (end == line.size()) {
      why = fmt::format("{}:{}:{}: expected a reason behind the {}", file, number, end + 1,
                        known_failure.part.empty() ? "id" : "closing \"");
      return std::nullopt;
    }
    known_failure.reason = line.substr(line.find_first_not_of(blanks, end));
    if (!found.emplace(id, std::move(known_failure)).second) {
      why = fmt::format("{}:{}:{}: \"{}\" stands here twice", file, number, begin + 1, id);
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace popquiz::conformance
