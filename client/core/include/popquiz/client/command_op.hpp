#pragma once

#include <popquiz/client/op_result.hpp>
#include <popquiz/client/session.hpp>
#include <popquiz/parser/command_serializer.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::client {

/// What all operations have in common: send a command, read its reply to the end, within the
/// session's limits and timeout. An operation is used once. It never throws, never blocks, and asks
/// only for writes and reads. Its session must outlive it; one operation of a session at a time.
///
/// A new operation derives, sends its command in begin() and overrides the hooks it cares for.
class command_op : public sansio::any_machine {
 public:
  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept final;

  /// How it ended; code is cancelled until then. Valid as long as the operation.
  [[nodiscard]] const op_result& result() const noexcept { return result_; }
  [[nodiscard]] bool finished() const noexcept { return phase_ == phase::over; }

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
  /// The reply is complete and the session's state has moved. May send() the next command; when it
  /// does not, the operation is over: none on +OK, refused on -ERR.
  virtual void on_reply(bool ok);

  /// Sends the command in fresh_line(). `serialized` is what the serializer said, `masked` what the log
  /// hears (empty: the line itself). False, and the operation over, when it must not be sent.
  bool send(parser::verb v, parser::serialize_errc serialized, bool has_argument,
            std::string_view masked = {});
  /// No command: the server speaks first.
  void await_greeting();
  /// Over, with `code`.
  void end(client_errc code) noexcept;
  /// Over with malformed_listing once the reply is complete.
  void malformed(parser::parse_errc error, std::uint64_t offset, std::uint64_t line) noexcept;
  /// The code for a serializer's refusal.
  [[nodiscard]] static client_errc code_of(parser::serialize_errc error) noexcept;

  [[nodiscard]] session& on() const noexcept { return *session_; }
  /// Where the serializer writes the next command. Empty.
  [[nodiscard]] std::string& fresh_line() noexcept {
    line_.clear();
    return line_;
  }
  [[nodiscard]] std::size_t limit() const noexcept { return session_->settings().command_limit; }
  /// Stream offset of the first octet of the status line's text, during on_status().
  [[nodiscard]] std::uint64_t text_offset() const noexcept { return text_offset_; }

 private:
  enum class phase : std::uint8_t { start, writing, reading, over };

  sansio::next_action step(sansio::io_result last, sansio::time_point now);
  sansio::next_action next(sansio::time_point now);
  void parse(sansio::time_point now);
  [[nodiscard]] client_errc on_event(const parser::reply_event& event,
                                     std::span<const std::string_view> spans);
  void on_status_line(const parser::reply_event& event);
  void reply_complete();
  void io_failed(sansio::io_status status) noexcept;

  session* session_;
  op_result result_;
  std::string line_;
  std::string masked_;
  std::array<std::string_view, 1> pieces_;
  sansio::time_point deadline_ = sansio::no_deadline;
  std::uint64_t text_offset_ = 0;
  phase phase_ = phase::start;
  bool to_send_ = false;  ///< line_ is a command not yet written
  bool greeting_ = false;
  bool malformed_ = false;
};

}  // namespace popquiz::client
