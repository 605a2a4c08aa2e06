#include "parse/capture_events.hpp"

#include "parse/printable_text.hpp"

#include <popquiz/parser/response_code.hpp>

#include <fmt/format.h>

namespace popquiz::cli {
namespace {

std::string row(std::uint64_t offset, std::string_view kind, std::string_view what) {
  return fmt::format("{:>10}  {:<9}  {}\n", offset, kind, what);
}

/// More about the row above.
std::string detail(std::string_view kind, std::string_view what) {
  return fmt::format("{:>10}  {:<9}  {}\n", "", kind, what);
}

std::string counted(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string hexadecimal_row(std::uint64_t offset, std::string_view kind, std::string_view octets) {
  std::string digits;
  std::string text;
  for (const char c : octets) {
    digits += fmt::format("{:02X} ", static_cast<unsigned char>(c));
    text += c >= ' ' && c <= '~' ? c : '.';
  }
  return row(offset, kind, fmt::format("{:<48} |{}|", digits, text));
}

std::string place(const reply_place& reply) {
  return fmt::format("reply {} ({})", reply.number, reply.name);
}

struct text_printer {
  std::string operator()(const status_line_found& e) const {
    std::string out = row(e.offset, e.challenge ? "challenge" : "status",
                          fmt::format("{}: {}", place(e.reply), printable(e.line)));
    if (const auto code = parser::find_response_code(e.text); code && !e.challenge) {
      out += detail("code", printable(code->code));
    }
    return out;
  }
  std::string operator()(const body_found& e) const {
    const std::string where = e.begin == e.end ? "" : fmt::format(", offsets {} to {}", e.begin, e.end - 1);
    return row(e.begin, "body",
               fmt::format("{} in {}, {} cut out{}", counted(e.octets, "octet"), counted(e.lines, "line"),
                           counted(e.dots, "dot"), where));
  }
  std::string operator()(const end_found& e) const { return row(e.offset, "end", place(e.reply)); }

  std::string operator()(const observation_found& e) const {
    const bool deviation = parser::strict_error(e.kind) != parser::parse_errc::none;
    return row(e.first, deviation ? "deviation" : "note",
               fmt::format("{} x {} (strict: {})", e.count, parser::describe(e.kind),
                           deviation ? "an error" : "no error"));
  }
  std::string operator()(const error_found& e) const {
    std::string out = row(e.offset, "error",
                          fmt::format("{}, at offset {} in line {} of {}", parser::describe(e.error),
                                      e.offset, e.line, place(e.reply)));
    out += detail("expected", e.expected) + detail("came", printable(e.came));
    if (!e.before.empty()) {
      out += hexadecimal_row(e.offset - e.before.size(), "before", e.before);
    }
    out += hexadecimal_row(e.offset, "from here", e.from);
    return e.hint.empty() ? out : out + detail("hint", e.hint);
  }
  std::string operator()(const unfinished_found& e) const { return row(e.offset, "error", describe(e)); }
  std::string operator()(const capture_totals& t) const {
    return fmt::format("{} {}, {}: {}, {}\n", t.replies, t.replies == 1 ? "reply" : "replies",
                       counted(t.octets, "octet"), counted(t.deviations, "deviation"),
                       counted(t.notes, "note"));
  }
};

}  // namespace

std::string as_text(const capture_event& event) {
  return std::visit(text_printer(), event);
}

std::string describe(const unfinished_found& found) {
  switch (found.within) {
    case reply_part::status_line:
      return fmt::format("input ends in mid-reply at offset {}, in the status line of {}", found.offset,
                         place(found.reply));
    case reply_part::body:
      return fmt::format("input ends in mid-reply at offset {}, in the body of {}: no line \".\" has come",
                         found.offset, place(found.reply));
    case reply_part::nothing:
      break;
  }
  return fmt::format("input ends at offset {}, before {}", found.offset, place(found.reply));
}

}  // namespace popquiz::cli
