#include <popquiz/script/parse.hpp>

#include "diagnosis.hpp"
#include "header_text.hpp"
#include "script_lines.hpp"
#include "step_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

/// The place of the octet at `offset`.
[[nodiscard]] location place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line_feeds = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::uint32_t>(line_feeds + 1), static_cast<std::uint32_t>(offset - line_begin + 1)};
}

}  // namespace

std::string script_error::text() const {
  return fmt::format("{}:{}:{}: {}", file, where.line, where.column, message);
}

parse_outcome parse_script(std::string_view text, std::string_view file, std::size_t size_limit) {
  diagnosis problems;
  script result;
  result.file = file;
  if (text.size() > size_limit) {
    problems.set(place_of(text, size_limit),
                 fmt::format("expected at most {} octets, found {}", size_limit, text.size()));
  } else {
    script_lines lines(text);
    if (parse_header(lines, result, problems) &&
        step_reader(lines, problems).read(result.subject, result.steps) && !problems.found()) {
      return {std::move(result), {}};
    }
  }
  return {std::nullopt, {std::string(file), problems.where(), problems.message()}};
}

}  // namespace popquiz::script
