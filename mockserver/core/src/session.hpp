#pragma once

#include "commands.hpp"
#include "outbox.hpp"
#include "override_match.hpp"
#include "override_run.hpp"
#include "reply_body.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/sansio/next_action.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace popquiz::mockserver {

/// One POP3 session as a machine. Whatever is to be said goes through the outbox: while that is full nothing
/// is read and no command is run, so that a peer that does not read costs bounded memory.
class session final : public sansio::any_machine {
 public:
  /// `server` must outlive the session.
  session(reference_server::shared_state& server, session_transport on);

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;

 private:
  /// Which action was asked for last.
  enum class action_kind : std::uint8_t { none, read, write, wait, handshake, close, done };

  void take(sansio::io_result last);
  void take_timeout();
  [[nodiscard]] std::optional<sansio::next_action> advance();
  void advance_body();
  [[nodiscard]] std::optional<sansio::next_action> advance_run();
  void answer_for_run(bool heard);
  /// Notes what the block asked for that can't be done, and ends the session.
  void fail_run(const std::string& why);
  void end_run();

  void greet();
  /// Answers the next command in what was read; false when there is none.
  [[nodiscard]] bool take_command();
  /// The next line within AUTH, and what comes of it; false when it has not come.
  [[nodiscard]] bool take_response();
  /// What is right to say to response_; not `heard`: it is done and not said.
  void answer_response(bool heard);
  /// Does what the reference server does; says its reply only when `heard`. Whether the reply was +OK.
  bool run_reference(const parser::command_view& command, bool heard);
  /// `answered`: null for an unknown command.
  void say(reply made, const parser::command_info* answered);
  /// Begins the `on` block for an event of the session's own; false when there is none.
  bool begin_run(script::on_event what, std::chrono::milliseconds idle = {});

  /// The client is gone, or was idle for too long. `reachable`: it may still hear something.
  void lose(sansio::close_kind how, bool reachable);

  [[nodiscard]] sansio::next_action read();
  [[nodiscard]] sansio::next_action write();
  [[nodiscard]] sansio::next_action wait(sansio::time_point until);
  [[nodiscard]] sansio::next_action handshake();
  void take_back_clear_octets();
  /// Throws away what was read and not yet answered.
  void drop_rest();
  [[nodiscard]] sansio::next_action close();

  const server_settings& settings_;
  session_data data_;
  override_matcher matcher_;  // owns the blocks that run
  parser::command_parser commands_;
  sansio::read_buffer in_;
  outbox out_;
  std::unique_ptr<reply_body> body_;
  std::optional<override_run> run_;
  script::on_event run_event_ = script::on_event::connect;  // what run_ is for, when for no command
  std::optional<std::string> response_;                     // what an `on response` runs for
  std::optional<sansio::time_point> waiting_;               // a `wait` that begins when the outbox is empty
  std::optional<sansio::close_kind> closing_;               // how to close once everything is said
  sansio::time_point now_{};
  sansio::time_point segment_due_{};  // a cut segment waits until then
  sansio::time_point idle_since_{};   // the last command, or its reply's last octet
  action_kind asked_ = action_kind::none;
  bool answering_ = false;  // what is in the outbox answers commands
  std::string kept_clear_;  // what runs inside TLS although it came before, for `keeping octets in clear`
};

}  // namespace popquiz::mockserver
