#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::parser {

/// Turns body spans, cut anywhere, into lines without their line ends (CRLF; a bare LF counts too,
/// a bare CR does not). Copies only a line that spans two pieces; holds at most `limit` octets.
///
///     splitter.feed(span);
///     while (auto line = splitter.next()) use(*line);
class line_splitter {
 public:
  /// `limit`: octets of a line at most; a longer one sets overflowed() and ends the splitting.
  explicit line_splitter(std::size_t limit = 8192) : limit_(limit) {}

  /// The next piece. It must stay valid until next() has returned nothing.
  void feed(std::string_view piece) noexcept { piece_ = piece; }
  /// The next whole line. Valid until the next call of next() or feed().
  [[nodiscard]] std::optional<std::string_view> next();
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }
  /// Octets of a line that has not ended yet.
  [[nodiscard]] bool has_rest() const noexcept { return !held_.empty() || held_cr_; }

 private:
  std::string_view piece_;
  std::string held_;
  std::string line_;
  std::size_t limit_;
  bool held_cr_ = false;  // a carriage return behind held_, perhaps half a line end
  bool overflowed_ = false;
};

}  // namespace popquiz::parser
