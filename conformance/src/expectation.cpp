#include <popquiz/conformance/expectation.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

constexpr std::string_view blanks = " \t";

}  // namespace

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
    const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    const std::string_view id = line.substr(begin, end - begin);
    if (!known(id, context)) {
      why = fmt::format("{}:{}:{}: expected the id of a check, found \"{}\" (--list prints the ids)", file,
                        number, begin + 1, id);
      return std::nullopt;
    }
    if (end == line.size()) {
      why = fmt::format("{}:{}:{}: expected a reason behind the id", file, number, end + 1);
      return std::nullopt;
    }
    const std::string_view reason = line.substr(line.find_first_not_of(blanks, end));
    if (!found.emplace(id, reason).second) {
      why = fmt::format("{}:{}:{}: \"{}\" stands here twice", file, number, begin + 1, id);
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace popquiz::conformance
