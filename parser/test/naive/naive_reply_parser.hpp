#pragma once

#include <popquiz/parser/reply_parser.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::naive {

/// All that became of one reply, copied.
struct reply_record {
  bool has_status = false;  ///< a status line or a challenge came
  bool challenge = false;
  bool ok = false;
  bool body_follows = false;
  std::string text;
  std::string body;
  bool ended = false;  ///< the body's terminator came
  parser::parse_errc error = parser::parse_errc::none;
  std::uint64_t offset = 0;    ///< of the error
  std::uint64_t consumed = 0;  ///< stream offset up to which octets are done with
  parser::observation_set seen;

  friend bool operator==(const reply_record&, const reply_record&) = default;
};

/// One line for people, e.g. `ok <two> | body <a%0D%0A> | end | consumed 14 | bare_lf 1@5`.
[[nodiscard]] std::string print(const reply_record& record);
/// Octets that cannot be seen as %XX, and the percent sign too.
[[nodiscard]] std::string escape(std::string_view octets);

/// The same contract as parser::reply_parser, written a second time and as plainly as possible: one
/// octet at a time, everything copied. What the fast parser is compared with in tests and fuzzers.
class reply_parser {
 public:
  explicit reply_parser(parser::strictness mode, parser::reply_limits limits = {})
      : limits_(limits), strict_(mode == parser::strictness::strict) {}

  void expect(parser::reply_shape shape);
  /// The next octet of the stream. Precondition: !idle() && !failed().
  void feed(char octet);
  [[nodiscard]] bool idle() const noexcept { return state_ == state::idle; }
  [[nodiscard]] bool failed() const noexcept { return record_.error != parser::parse_errc::none; }
  [[nodiscard]] const reply_record& record() const noexcept { return record_; }

 private:
  enum class state : std::uint8_t { idle, status, line_start, dot, dot_cr, text };

  void feed_status(char octet, std::uint64_t at);
  void end_status(std::uint64_t at);
  void feed_body(char octet, std::uint64_t at);
  void add(char octet, std::uint64_t at);
  void add_bare_cr(std::uint64_t at);
  void end_body(std::uint64_t at);
  void strip_dot(std::uint64_t dot);
  void grow_line(std::uint64_t at);
  void deviate(parser::observation kind, std::uint64_t at);
  void note_octet(char octet, std::uint64_t at);
  void fail(parser::parse_errc error, std::uint64_t at);

  parser::reply_limits limits_;
  bool strict_;
  state state_ = state::idle;
  parser::reply_shape shape_ = parser::reply_shape::single_line;
  std::uint64_t fed_ = 0;
  std::string line_;               // the status line so far
  std::uint64_t line_octets_ = 0;  // of the body's current line, without its line end
  bool cr_ = false;                // the body octet before this one was a carriage return
  bool lf_lines_ = false;
  reply_record record_;
};

/// Reads one reply from the front of `stream`.
[[nodiscard]] reply_record read_reply(std::string_view stream, parser::reply_shape shape,
                                      parser::strictness mode, parser::reply_limits limits = {});

}  // namespace popquiz::naive
