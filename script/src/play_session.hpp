#pragma once

#include "play_body.hpp"

#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// A reply that is owed for something said.
struct owed_reply {
  parser::reply_shape shape = parser::reply_shape::single_line;
  const parser::command_info* command = nullptr;  ///< null: the greeting, or unknown
  bool greeting = false;
};

/// One connection as the client sees it: what was said, which replies are owed for it, what came.
/// Knows POP3 but no script.
class play_session {
 public:
  enum class pull_result : std::uint8_t { need_more, status, body, end, failed };

  play_session();

  // ---- How the connection stands; the player keeps these.
  bool open = false;
  bool closed = false;          ///< by us
  bool ended = false;           ///< the server closed or reset it
  bool broken = false;          ///< it takes nothing any more: what is said is not sent
  bool unread_greeting = true;  ///< nothing was said or heard yet
  bool logged_in = false;
  bool refused = false;
  bool in_tls = false;    ///< by start-tls
  std::string timestamp;  ///< of the greeting, or empty
  std::string apop_digest;
  std::size_t raw_heard = 0;  ///< octets at the front of the buffer that S! has heard and the parser holds

  sansio::read_buffer buffer;

  /// Octets that go out: each complete line of them is owed a reply.
  void note_said(std::string_view octets);
  void note_connected();
  /// TLS began: what was said in clear behind STLS is owed nothing (RFC 2595 section 4).
  void note_tls();

  /// The next event of the reply under way, or of the next one.
  [[nodiscard]] pull_result pull();
  /// The first `octets` of the buffer were heard by S!: follows them as far as it can.
  void absorb(std::size_t octets);

  [[nodiscard]] bool in_body() const noexcept { return parser_.in_body(); }
  [[nodiscard]] bool owes_nothing() const noexcept { return owed_.empty() && parser_.idle(); }
  [[nodiscard]] bool said_quit() const noexcept { return said_quit_; }
  /// Octets that no reply explains.
  [[nodiscard]] std::string_view left_over() const noexcept { return buffer.data().substr(raw_heard); }

  // ---- The last reply.
  [[nodiscard]] const std::string& status_line() const noexcept { return status_line_; }
  [[nodiscard]] const std::string& status_text() const noexcept { return status_text_; }
  [[nodiscard]] bool has_status() const noexcept { return !status_line_.empty(); }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] const owed_reply& last() const noexcept { return last_; }
  [[nodiscard]] const parser::observation_set& seen() const noexcept { return parser_.seen(); }
  /// The last pull() failed; no reply can be understood any more.
  [[nodiscard]] bool failed() const noexcept { return parser_.failed(); }
  [[nodiscard]] parser::parse_errc error() const noexcept { return error_; }
  [[nodiscard]] std::uint64_t error_offset() const noexcept { return error_offset_; }
  /// Whether steps may look at the lines of body(): a positive multi-line reply, nothing said since.
  [[nodiscard]] bool body_in_sight() const noexcept { return body_in_sight_; }
  [[nodiscard]] play_body& body() noexcept { return body_; }

  /// QUIT may delete messages: DELE was answered +OK, or something that may have been one.
  [[nodiscard]] bool may_delete() const noexcept { return may_delete_; }

 private:
  void note_line(std::string_view line);
  void begin_reply();
  pull_result follow(std::string_view input);
  void take_status(std::string_view line, const parser::reply_event& event);

  parser::reply_parser parser_;
  std::deque<owed_reply> owed_;
  owed_reply last_;
  std::string said_line_;  // of a line whose end was not said yet, the beginning
  bool said_cr_ = false;
  bool said_quit_ = false;
  bool challenged_ = false;
  bool may_delete_ = false;
  std::string status_line_;
  std::string status_text_;
  bool ok_ = false;
  bool body_in_sight_ = false;
  play_body body_;
  parser::parse_errc error_ = parser::parse_errc::none;
  std::uint64_t error_offset_ = 0;
};

}  // namespace popquiz::script
