#include <popquiz/parser/reply_parser.hpp>

#include "scan.hpp"

#include <algorithm>
#include <limits>

namespace popquiz::parser {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t long_line = 998;  // RFC 5322 section 2.1.1

enum class dot_line : std::uint8_t { undecided, terminator, stuffed, unstuffed };

/// What a dot at a line's start means. `line` begins with it.
dot_line classify_dot(std::string_view line, bool lf_lines) noexcept {
  if (line.size() < 2) {
    return dot_line::undecided;
  }
  if (line[1] == '.') {
    return dot_line::stuffed;
  }
  if (line[1] == '\n' && lf_lines) {
    return dot_line::terminator;
  }
  if (line[1] != '\r') {
    return dot_line::unstuffed;
  }
  if (line.size() < 3) {
    return dot_line::undecided;
  }
  return line[2] == '\n' ? dot_line::terminator : dot_line::unstuffed;
}

}  // namespace

/// Collects spans until one call can say no more. An end or an error behind collected octets is left
/// where it is, unconsumed: the next call finds it again at its first octet and reports it.
class reply_parser::body_pass {
 public:
  body_pass(reply_parser& parser, std::string_view input, std::span<std::string_view> spans) noexcept
      : parser_(parser), input_(input), spans_(spans) {}

  /// Spans filled.
  std::size_t run(parse_result& out) noexcept {
    while (at_ < input_.size() && step()) {
    }
    close_span();
    if (count_ != 0) {
      out.status = parse_status::event;
      out.event = {event_kind::body, true, true, spans_[0]};
    } else if (error_ != parse_errc::none) {
      parser_.fail(error_, error_offset_, at_, out);
      return 0;
    } else if (terminator_ != 0) {
      finish(out);
    }
    out.consumed = at_;
    parser_.offset_ += at_;
    return count_;
  }

 private:
  /// Moves on by at least one octet, or says that this call is over.
  bool step() noexcept {
    if (parser_.at_line_start_ && input_[at_] == '.') {
      return leading_dot();
    }
    if (!parser_.after_cr_ && ordinary()) {
      return true;
    }
    return octet(input_[at_]);
  }

  bool leading_dot() noexcept {
    const dot_line kind = classify_dot(input_.substr(at_), parser_.lf_lines_);
    if (kind == dot_line::undecided) {
      return false;
    }
    if (kind == dot_line::terminator) {
      terminator_ = input_[at_ + 1] == '\n' ? 2 : 3;
      return false;
    }
    close_span();
    if (count_ == spans_.size()) {
      return false;
    }
    if (kind == dot_line::unstuffed) {
      if (strict()) {
        return stop(parse_errc::unstuffed_dot, here());
      }
      parser_.seen_.note(observation::unstuffed_dot, here());
    }
    parser_.at_line_start_ = false;
    begin_ = ++at_;
    return true;
  }

  /// Takes what needs no decision. False when the next octet does.
  bool ordinary() noexcept {
    const std::uint64_t rest = std::min<std::uint64_t>(input_.size() - at_, body_room());
    const detail::body_run run = parser_.kernel_.functions().body(
        input_.substr(at_, static_cast<std::size_t>(rest)), room(),
        spans_.subspan(count_, spans_.size() - count_ - 1));  // one is kept for the span under way
    if (run.length == 0) {
      return false;
    }
    if (run.spans != 0) {
      // The first closed span began before this scan did.
      spans_[count_] = input_.substr(begin_, at_ - begin_ + spans_[count_].size());
      count_ += run.spans;
      begin_ = at_ + run.begin;
    }
    parser_.seen_.note(observation::nul, here() + run.first_nul, run.nuls);
    parser_.seen_.note(observation::eight_bit, here() + run.first_eight_bit, run.eight_bits);
    parser_.line_octets_ = run.line_ended ? run.line : parser_.line_octets_ + run.line;
    parser_.at_line_start_ = run.at_line_start;
    parser_.body_octets_ += run.length - run.spans;
    at_ += run.length;
    return true;
  }

  bool octet(char c) noexcept {
    if (parser_.after_cr_ && c != '\n') {
      return undo_line_end();
    }
    if (c == '\r') {
      return body_room() != 0 ? take_cr() : stop(parse_errc::body_too_long, here());
    }
    const bool bare_lf = c == '\n' && !parser_.after_cr_;
    const bool ends_line = c == '\n' && (!bare_lf || parser_.lf_lines_);
    if (bare_lf && strict()) {
      return stop(parse_errc::bare_lf, here());
    }
    if (!ends_line && line_is_full()) {
      return stop(parse_errc::body_line_too_long, here());
    }
    if (body_room() == 0) {
      return stop(parse_errc::body_too_long, here());
    }
    if (bare_lf) {
      parser_.seen_.note(observation::bare_lf, here());
    }
    note_octet(c);
    if (ends_line) {
      parser_.line_octets_ = 0;
    } else {
      count_in_line(here());
    }
    parser_.at_line_start_ = ends_line;
    parser_.after_cr_ = false;
    ++parser_.body_octets_;
    ++at_;
    return true;
  }

  bool take_cr() noexcept {
    parser_.at_line_start_ = false;
    parser_.after_cr_ = true;
    ++parser_.body_octets_;
    ++at_;
    return true;
  }

  /// The carriage return before this octet, handed out already, was an octet of the line.
  bool undo_line_end() noexcept {
    const std::uint64_t cr = here() - 1;
    if (strict()) {
      return stop(parse_errc::bare_cr, cr);
    }
    if (line_is_full()) {
      return stop(parse_errc::body_line_too_long, cr);
    }
    parser_.seen_.note(observation::bare_cr, cr);
    count_in_line(cr);
    parser_.after_cr_ = false;
    return true;
  }

  void note_octet(char c) noexcept {
    if (c == '\0') {
      parser_.seen_.note(observation::nul, here());
    } else if (static_cast<unsigned char>(c) > 127) {
      parser_.seen_.note(observation::eight_bit, here());
    }
  }

  void count_in_line(std::uint64_t offset) noexcept {
    if (parser_.line_octets_++ == long_line) {
      parser_.seen_.note(observation::long_body_line, offset);
    }
  }

  void close_span() noexcept {
    if (at_ > begin_) {
      spans_[count_++] = input_.substr(begin_, at_ - begin_);
      begin_ = at_;
    }
  }

  bool stop(parse_errc error, std::uint64_t offset) noexcept {
    error_ = error;
    error_offset_ = offset;
    return false;
  }

  void finish(parse_result& result) noexcept {
    if (terminator_ == 2) {
      parser_.seen_.note(observation::bare_lf, here() + 1);
    }
    at_ += terminator_;
    parser_.phase_ = phase::idle;
    result.status = parse_status::event;
    result.event = {event_kind::end, true, false, {}};
  }

  [[nodiscard]] bool strict() const noexcept { return parser_.mode_ == strictness::strict; }
  [[nodiscard]] std::uint64_t here() const noexcept { return parser_.offset_ + at_; }

  [[nodiscard]] std::uint64_t body_room() const noexcept {
    return parser_.limits_.body == 0 ? unlimited : parser_.limits_.body - parser_.body_octets_;
  }
  [[nodiscard]] std::uint64_t line_limit() const noexcept {
    return parser_.limits_.body_line == 0 ? unlimited : parser_.limits_.body_line;
  }
  [[nodiscard]] bool line_is_full() const noexcept { return parser_.line_octets_ >= line_limit(); }

  [[nodiscard]] detail::line_room room() const noexcept {
    const std::uint64_t octets = parser_.line_octets_;
    const std::uint64_t next = octets > long_line ? line_limit() : std::min(line_limit(), long_line);
    return {next - octets, std::min(line_limit(), long_line)};
  }

  reply_parser& parser_;
  std::string_view input_;
  std::span<std::string_view> spans_;
  std::size_t count_ = 0;
  std::size_t begin_ = 0;  // of the span under way
  std::size_t at_ = 0;
  std::size_t terminator_ = 0;  // octets of the ending line, when it was met
  parse_errc error_ = parse_errc::none;
  std::uint64_t error_offset_ = 0;
};

std::size_t reply_parser::next_body(std::string_view input, std::span<std::string_view> spans,
                                    parse_result& out) noexcept {
  return body_pass(*this, input, spans).run(out);
}

}  // namespace popquiz::parser
