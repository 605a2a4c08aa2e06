#pragma once

#include <popquiz/client/operation.hpp>
#include <popquiz/client/session.hpp>
#include <popquiz/parser/command_serializer.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::client {

/// What all operations have in common: send commands, read their replies to the end and in order, within
/// the session's limits and timeouts. An operation is used once. It never throws, never blocks, and asks
/// only for writes and reads (and, when it says so, for a TLS handshake). Its session must outlive it; one
/// operation of a session at a time.
///
/// A new operation derives, sends its command in begin() and overrides the hooks it cares for. Several
/// commands may be sent before their replies when the session may_pipeline() (RFC 2449 s6.6).
class command_op : public operation {
 public:
  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept final;

  [[nodiscard]] const op_result& result() const noexcept final { return result_; }
  [[nodiscard]] bool finished() const noexcept final { return phase_ == phase::over; }

 protected:
  explicit command_op(session& on) noexcept : session_(&on) {}

  // Hooks. One that returns other than none ends the operation with that code, which must be fatal:
  // the rest of the reply is not read.

  /// The first call: send() something, or nothing to end with what end() was told.
  virtual void begin() = 0;
  /// The status line. `event.text` is valid during the call.
  virtual client_errc on_status(const parser::reply_event& event);
  virtual client_errc on_body(std::span<const std::string_view> spans);
  /// The body's terminator.
  virtual client_errc on_body_end();
  /// A SASL challenge (RFC 5034 s4), `base64` valid during the call: respond() to it.
  virtual client_errc on_challenge(std::string_view base64);
  /// The reply is complete and the session's state has moved. May send() more; when nothing is
  /// outstanding behind it, the operation is over: none on +OK, refused on -ERR.
  virtual void on_reply(bool ok);
  /// The handshake that begin_tls() asked for went well. Afterwards as on_reply().
  virtual void on_tls();

  /// Sends the command in fresh_line(). `serialized` is what the serializer said, `masked` what the log
  /// hears (empty: the line itself). False, and the operation over, when it must not be sent: the state
  /// does not allow it, or a reply is outstanding that could change the state, or any while the session
  /// may not pipeline.
  bool send(parser::verb v, parser::serialize_errc serialized, bool has_argument,
            std::string_view masked = {});
  /// Sends the SASL response in fresh_line(), which answers the challenge now told. The log hears
  /// `masked` instead. unsolicited_octets when more has come already than the challenge.
  client_errc respond(std::string_view masked);
  /// Asks for a TLS handshake; the operation ends with unsolicited_octets when octets in clear have come
  /// behind the reply (RFC 2595 s4, response injection). Call it in on_reply().
  void begin_tls() noexcept { to_shake_ = true; }
  /// No command: the server speaks first.
  void await_greeting();
  /// Over, with `code`. When replies are outstanding the session can't be used any more.
  void end(client_errc code) noexcept;
  /// What the result says to a person besides the server's words. Never a secret.
  void explain(std::string_view why) { result_.detail = why; }
  /// Over with malformed_listing once the reply is complete.
  void malformed(parser::parse_errc error, std::uint64_t offset, std::uint64_t line) noexcept;
  /// The code for a serializer's refusal.
  [[nodiscard]] static client_errc code_of(parser::serialize_errc error) noexcept;

  [[nodiscard]] session& on() const noexcept { return *session_; }
  /// Commands sent whose replies are not complete.
  [[nodiscard]] std::size_t outstanding() const noexcept { return sent_.size() - answered_; }
  /// Where the serializer writes the next command. Empty.
  [[nodiscard]] std::string& fresh_line() noexcept {
    line_.clear();
    return line_;
  }
  [[nodiscard]] std::size_t limit() const noexcept { return session_->settings().command_limit; }
  /// The body now told is one of a server that ends its lines with a bare LF (reply_parser::lf_lines()).
  [[nodiscard]] bool lf_lines() const noexcept { return session_->replies().lf_lines(); }
  /// Stream offset of the first octet of the status line's text, during on_status().
  [[nodiscard]] std::uint64_t text_offset() const noexcept { return text_offset_; }

 private:
  enum class phase : std::uint8_t { start, writing, reading, shaking, over };

  /// A command whose reply is owed.
  struct sent_command {
    parser::verb v;
    parser::reply_shape shape;
    bool pipelined;  ///< another reply was outstanding when it was sent
  };

  sansio::next_action step(sansio::io_result last, sansio::time_point now);
  sansio::next_action next(sansio::time_point now);
  void parse(sansio::time_point now);
  [[nodiscard]] client_errc on_event(const parser::reply_event& event,
                                     std::span<const std::string_view> spans);
  [[nodiscard]] bool is_longer_word(const parser::reply_event& status) const noexcept;
  void on_status_line(const parser::reply_event& event);
  void expect_next();
  void reply_complete();
  void settle();
  void io_failed(sansio::io_status status) noexcept;
  [[nodiscard]] bool may_be_answered_short() const noexcept;
  [[nodiscard]] sansio::time_point reply_deadline(sansio::time_point now) const noexcept;

  session* session_;
  op_result result_;
  std::string line_;                ///< the command that is being made
  std::string out_;                 ///< what is to be written
  std::vector<sent_command> sent_;  ///< cleared when all are answered
  std::size_t answered_ = 0;        ///< of sent_
  std::array<std::string_view, 1> pieces_;
  sansio::time_point deadline_ = sansio::no_deadline;
  std::uint64_t text_offset_ = 0;
  phase phase_ = phase::start;
  bool to_shake_ = false;
  bool greeting_ = false;
  bool malformed_ = false;
  bool answered_any_ = false;  ///< a whole reply has come in this operation
};

}  // namespace popquiz::client
