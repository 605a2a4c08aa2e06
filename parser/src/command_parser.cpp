#include <popquiz/parser/command_parser.hpp>

namespace popquiz::parser {
namespace {

/// The index of the line feed of the first CRLF whose line feed is at `from` or later.
std::size_t find_line_feed(std::string_view input, std::size_t from, bool cr_before_input) noexcept {
  for (std::size_t lf = input.find('\n', from); lf != std::string_view::npos; lf = input.find('\n', lf + 1)) {
    if (lf == 0 ? cr_before_input : input[lf - 1] == '\r') {
      return lf;
    }
  }
  return std::string_view::npos;
}

const command_info* find_row(std::string_view line) noexcept {
  return find_command(line.substr(0, line.find(' ')));
}

}  // namespace

template <command_parser::line_kind Kind>
command_result command_parser::next_line(std::string_view input) noexcept {
  constexpr bool is_command = Kind == line_kind::command;
  const std::size_t limit = is_command ? limits_.line : limits_.response;
  command_result result;
  if (!skipping_) {
    const std::string_view front = input.substr(0, limit);
    const std::size_t lf = find_line_feed(front, scanned_, false);
    if (lf != std::string_view::npos) {
      result.status = parse_status::event;
      result.consumed = lf + 1;
      const std::string_view line = input.substr(0, lf - 1);
      if constexpr (is_command) {
        result.command = parse_command_line(line);
      } else {
        result.command.line = line;
      }
      result.offset = offset_;
      offset_ += result.consumed;
      scanned_ = 0;
      return result;
    }
    scanned_ = front.size();
    if (input.empty() || front.size() < limit) {
      return result;
    }
    // Too long for certain: from here on octets are given up as they come.
    skipping_ = true;
    skipped_cr_ = false;
    line_offset_ = offset_;
    skipped_info_ = is_command ? find_row(front) : nullptr;
  }
  const std::size_t lf = find_line_feed(input, scanned_, skipped_cr_);
  scanned_ = 0;
  if (lf == std::string_view::npos) {
    if (!input.empty()) {
      skipped_cr_ = input.back() == '\r';
    }
    result.consumed = input.size();
  } else {
    skipping_ = false;
    result.status = parse_status::event;
    result.consumed = lf + 1;
    result.command.info = skipped_info_;
    result.command.error = parse_errc::command_line_too_long;
    result.offset = line_offset_;
  }
  offset_ += result.consumed;
  return result;
}

command_result command_parser::next(std::string_view input) noexcept {
  return next_line<line_kind::command>(input);
}

command_result command_parser::next_response(std::string_view input) noexcept {
  return next_line<line_kind::response>(input);
}

}  // namespace popquiz::parser
