#pragma once

#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/kernel.hpp>
#include <popquiz/parser/observation.hpp>
#include <popquiz/parser/reply_shape.hpp>
#include <popquiz/parser/strictness.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::parser {

/// Hard limits; passing one is an error in both modes, never a cut. Octets.
struct reply_limits {
  std::size_t status_line = 8192;  ///< with its line end; the caller's buffer must hold that many
  std::uint64_t body_line = 0;     ///< without its line end; 0: no limit
  std::uint64_t body = 0;          ///< after unstuffing; 0: no limit
};

enum class event_kind : std::uint8_t {
  status,     ///< the status line; `ok` and `text` are set; `body_follows` tells whether more comes
  challenge,  ///< a SASL challenge; `text` is what stands behind "+ " (RFC 5034 §4)
  body,       ///< octets of the body, unstuffed, line ends as they came
  end,        ///< the line "." has ended the body
};

struct reply_event {
  event_kind kind = event_kind::status;
  bool ok = false;
  bool body_follows = false;
  /// status: what stands behind the indicator and its one space. body: the octets.
  /// Valid as long as the input that was handed in.
  std::string_view text;
};

enum class parse_status : std::uint8_t {
  need_more,  ///< hand in data again when more has come
  event,
  error,  ///< final: the stream has no known position any more
};

struct parse_result {
  parse_status status = parse_status::need_more;
  std::size_t consumed = 0;  ///< octets of the input that are done with, also on need_more and error
  reply_event event;         ///< when status is event
  parse_errc error = parse_errc::none;
  std::uint64_t offset = 0;  ///< on error: stream offset of the first offending octet
};

/// The same for a body in batches: spans[0 .. count) hold what one call could find.
struct batch_result {
  parse_result result;    ///< result.event.kind is body when count != 0 (its text is spans[0])
  std::size_t count = 0;  ///< spans filled
};

/// Finds the parts of POP3 replies in the caller's buffer without copying (RFC 1939 §3).
///
///     parser.expect(shape_of(command));
///     for (;;) {
///       auto r = parser.next(buffer.data());
///       ... use r.event ...; buffer.consume(r.consumed);
///       if (r.status == need_more) read more; if (parser.idle()) the reply is complete;
///     }
///
/// Events, errors and offsets are the same for every segmentation of the stream (the octets of a
/// body may be cut into spans differently; their concatenation is the same). An unfinished status
/// line is not consumed: hand it in again with more behind it; octets seen once are not looked at
/// again. Within a body at most 2 octets stay unconsumed (a dot, or a dot and CR, at a line's
/// start). Work per octet is constant. Octets behind the reply are never consumed.
///
/// Line ends: a body speaks the line end that its own status line spoke. Behind a status line ended
/// by CRLF only CRLF begins a new line, so that "\n.\n" inside a message never ends it; behind one
/// ended by a bare LF (tolerant only) LF begins lines too, and ".\n" ends the body. NUL is an
/// ordinary octet. ".x" never ends a body.
///
/// Never throws, never allocates, keeps no pointer into the input.
class reply_parser {
 public:
  explicit reply_parser(strictness mode = strictness::strict, reply_limits limits = {},
                        kernel scan = {}) noexcept
      : kernel_(scan), limits_(limits), mode_(mode) {}

  /// The shape of the next reply. Clears seen(). Precondition: idle() and not failed().
  void expect(reply_shape shape) noexcept;

  /// The next event of the reply in `input`, which begins at the first octet not yet consumed.
  /// When idle(): need_more, nothing consumed.
  [[nodiscard]] parse_result next(std::string_view input) noexcept;

  /// next(), but hands out as many body spans as `spans` has room for, in stream order, ready for
  /// a scatter write. Precondition: spans is not empty.
  [[nodiscard]] batch_result next(std::string_view input, std::span<std::string_view> spans) noexcept;

  /// No reply is under way: the last one is complete, or none was expected yet.
  [[nodiscard]] bool idle() const noexcept { return phase_ == phase::idle; }
  [[nodiscard]] bool failed() const noexcept { return phase_ == phase::failed; }
  /// A body was announced by +OK and has not ended.
  [[nodiscard]] bool in_body() const noexcept { return phase_ == phase::body; }

  /// The current or last body is one of a server that ends its lines with a bare LF (see above).
  [[nodiscard]] bool lf_lines() const noexcept { return lf_lines_; }

  /// Octets consumed since construction: the stream offset of the next input's first octet.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

  /// What was noticed in the current or last reply.
  [[nodiscard]] const observation_set& seen() const noexcept { return seen_; }

 private:
  enum class phase : std::uint8_t { idle, status, body, failed };

  class body_pass;  // one call's walk through a body: src/reply_body.cpp

  // Into out parameters, because copies of results would cost more than a short piece does.
  void advance(std::string_view input, std::span<std::string_view> spans, parse_result& out,
               std::size_t& count) noexcept;
  void next_status(std::string_view input, parse_result& out) noexcept;
  std::size_t next_body(std::string_view input, std::span<std::string_view> spans,
                        parse_result& out) noexcept;
  void finish_status(std::string_view line, std::size_t indicator, parse_result& out) noexcept;
  void fail(parse_errc error, std::uint64_t offset, std::size_t consumed, parse_result& out) noexcept;

  // Offsets and flags only, no pointers into the input.
  kernel kernel_;
  reply_limits limits_;
  observation_set seen_;
  std::uint64_t offset_ = 0;
  std::uint64_t body_octets_ = 0;
  std::uint64_t line_octets_ = 0;  // of the body's current line, without a carriage return not yet decided
  std::uint64_t error_offset_ = 0;
  std::size_t scanned_ = 0;  // octets of the unfinished status line that were looked at
  strictness mode_;
  parse_errc error_ = parse_errc::none;
  reply_shape shape_ = reply_shape::single_line;
  phase phase_ = phase::idle;
  bool at_line_start_ = true;
  bool after_cr_ = false;  // the last body octet was a carriage return
  bool lf_lines_ = false;
};

}  // namespace popquiz::parser
