#pragma once

#include <popquiz/parser/command_table.hpp>
#include <popquiz/script/script.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace popquiz::script {

/// Writes a conversation down, as it goes on, as the steps of a script that either side can be played of.
///
/// Each line stands where its end came. What is no ordinary line (ended by LF alone, longer than line_limit,
/// never ended) is written as raw octets. A password, a digest of one and the client's octets of a SASL
/// exchange are written as {secret NAME}, NAME being password, apop, login-user, login-password or the
/// mechanism in lower case; also behind an AUTH that the server refuses. Holds two lines at
/// most.
class recorder {
 public:
  static constexpr std::size_t line_limit = 65'536;

  /// Gets whole lines of the script, one or more, line ends included.
  using sink = std::function<void(std::string_view)>;

  /// Whether what is secret is written down. Shown ones are for a test that made them up.
  enum class secrets : std::uint8_t { masked, shown };

  explicit recorder(sink write, secrets how = secrets::masked)
      : write_(std::move(write)), shows_secrets_(how == secrets::shown) {}

  /// Octets that went over the wire, inside TLS or not, in any pieces.
  void client_said(std::string_view octets);
  void server_said(std::string_view octets);
  void tls_began();
  /// The server has said +OK to STLS, and TLS has not begun: whatever comes now is part of a handshake
  /// (RFC 2595 §4).
  [[nodiscard]] bool tls_is_next() const noexcept { return tls_is_next_; }
  /// Writes lines that have begun and not ended; what follows of them is written apart.
  void write_unfinished();
  /// From here on nothing is known of the conversation; `why` is written as a comment. Only ended() may
  /// follow.
  void lost_sight(std::string_view why);
  /// The conversation ended, in good order or not. Call nothing behind it.
  void ended(bool abortive);

  /// The header that goes in front: `title` and, unless it is empty, when it was `recorded`.
  [[nodiscard]] static std::string header(std::string_view title, std::string_view recorded);

 private:
  struct rest {
    std::string octets;      // of a line that has not ended
    bool is_begun = false;   // the line's beginning was written already
    bool is_secret = false;  // and so is what follows of it
  };
  struct owed {
    parser::reply_shape shape = parser::reply_shape::single_line;
    bool is_auth = false;
    bool is_stls = false;
  };

  void take(rest& into, speaker who, std::string_view octets);
  void take_client_line(std::string_view line);
  void take_server_line(std::string_view line);
  void note_status(std::string_view text);
  void take_command(std::string_view line, std::string_view text);
  void take_response(std::string_view text);
  void write_rest(rest& from, speaker who);
  void write_raw(speaker who, std::string_view octets);
  void write_line(speaker who, std::string_view text, std::string_view secret = {});
  void write_secret(std::string_view front, std::string_view whole, std::string_view name);
  [[nodiscard]] bool in_auth() const;
  [[nodiscard]] bool may_hold_secret(std::string_view beginning) const;

  sink write_;
  bool shows_secrets_;
  rest client_;
  rest server_;
  std::deque<owed> owed_ = std::deque<owed>(1);  // the greeting
  bool in_body_ = false;
  bool tls_is_next_ = false;
  bool challenged_ = false;  // a line of the client's answers a challenge
  std::string mechanism_;    // of the AUTH under way, in lower case
  std::size_t responses_ = 0;
  std::string plain_;  // the line that is written
};

}  // namespace popquiz::script
