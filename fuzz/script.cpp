// Any text is a script or is refused at a place within it; a script, printed, is read back as the same script
// and printed again as the same text.

#include "choices.hpp"
#include "finding.hpp"

#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace popquiz::fuzz {
namespace {

constexpr std::string_view file = "f.pop3";

/// A column may stand behind the line's last octet, and a line behind the last line end.
void require_place(std::string_view text, const script::script_error& error) {
  require(error.where.line >= 1 && error.where.column >= 1, "lines and columns count from 1", error.text());
  std::string_view rest = text;
  for (std::uint32_t line = 1; line < error.where.line; ++line) {
    const std::size_t end = rest.find('\n');
    require(end != std::string_view::npos, "the line of an error is in the text", error.text());
    rest.remove_prefix(end + 1);
  }
  const std::size_t length = std::min(rest.find('\n'), rest.size());
  require(error.where.column <= length + 1, "the column of an error is in its line", error.text());
}

void run(std::string_view text) {
  const script::parse_outcome first = script::parse_script(text, file);
  if (!first.value) {
    require(first.error.message.find("expected ") != std::string::npos, "an error says what was expected",
            first.error.message);
    require(first.error.message.find_first_of("\r\n") == std::string::npos, "an error is one line",
            first.error.message);
    require(first.error.text().starts_with(std::string(file) + ":" + std::to_string(first.error.where.line) +
                                           ":" + std::to_string(first.error.where.column) + ": "),
            "an error begins with its place", first.error.text());
    require_place(text, first.error);
    return;
  }
  const std::string printed = script::print_script(*first.value);
  const script::parse_outcome second = script::parse_script(printed, file);
  if (!second.value) {
    finding("what is printed is a script", printed, second.error.text());
  }
  if (*second.value != *first.value) {
    finding("what is printed is the same script", printed, script::print_script(*second.value));
  }
  require_equal(printed, script::print_script(*second.value), "a script is printed in one way");
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in.rest());
  return 0;
}
