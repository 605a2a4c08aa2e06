#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {

enum class transcript_mark : std::uint8_t { client, server, note };

struct transcript_line {
  std::size_t session = 0;  ///< index of the session
  transcript_mark mark = transcript_mark::note;
  std::string text;        ///< printable: escapes for what is not; secrets replaced
  bool offending = false;  ///< what a finding is about
};

/// The conversation as it went, for a report: bounded, printable and without secrets. A line over
/// `line_limit` is shortened and says by how many octets; past `lines_limit` lines the middle is
/// left out and counted.
class transcript {
 public:
  static constexpr std::size_t line_limit = 200;
  static constexpr std::size_t lines_limit = 400;

  /// Every later occurrence of the secret `octets` in any line is printed as `shown`. Empty ones are ignored.
  void hide(std::string octets, std::string shown);
  /// Octets that went over the wire, cut into lines at CRLF or LF here.
  void add(std::size_t session, transcript_mark mark, std::string_view octets);
  /// Something that happened, e.g. "connection closed by the server".
  void note(std::size_t session, std::string_view what);

  /// Marks as offending the line of a session that a finding is about: of those that the server said, the
  /// last `ahead` left out, the last one that `came` begins with; else the last line, whoever it is by.
  /// Of those left out it is the first, where `came` begins with it.
  void point_at(std::size_t session, std::size_t ahead, std::string_view came);

  /// A text made printable, shortened and with the secrets hidden, as add() would.
  [[nodiscard]] std::string printable(std::string_view octets) const;

  /// The lines, a rest of an unfinished line included.
  [[nodiscard]] std::vector<transcript_line> lines() const;

 private:
  struct secret {
    std::string octets;
    std::string shown;
  };
  struct rest {
    std::size_t session = 0;
    transcript_mark mark = transcript_mark::note;
    std::string octets;       // the first of them
    std::size_t dropped = 0;  // how many more there were
    char last = '\0';
    bool offending = false;
  };
  enum class line_state : std::uint8_t { whole, unfinished };
  void append(transcript_line line);
  void take(rest& into, std::string_view octets) const;
  void end_line(rest& line);
  [[nodiscard]] transcript_line show(const rest& line) const;
  [[nodiscard]] std::string show(std::string_view octets, std::size_t dropped, line_state state) const;
  [[nodiscard]] const secret* secret_at(std::string_view octets) const;

  std::vector<secret> secrets_;  // the longest first
  std::vector<transcript_line> head_;
  std::vector<transcript_line> tail_;  // a ring once it is full
  std::vector<rest> rests_;
  std::size_t left_out_ = 0;
};

}  // namespace popquiz::script
