#pragma once

#include "override_match.hpp"
#include "reply_body.hpp"
#include "session_data.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver {

class outbox;

/// What the run of an `on` block asks of its session next.
enum class run_need : std::uint8_t {
  proceed,    ///< call step() again
  finished,   ///< the block is at its end
  answer,     ///< do and say what the reference server does
  perform,    ///< do it unheard
  also,       ///< run the command line text() unheard
  body,       ///< send take_body(), then step() again
  wait,       ///< send what was said, then let duration() pass
  start_tls,  ///< send what was said, then shake hands as tls_how() says
  drop_rest,  ///< throw away what was read behind the command
  close,      ///< send what was said, then close
  reset,      ///< the same, abortively
  problem,    ///< text() says what can't be done
};

/// Walks through the steps of an `on` block. What is said goes to the outbox; everything that is the
/// session's to do comes out of step() as a need.
class override_run {
 public:
  /// `found`: there is one. `command`: what the block answers, null for other events. The block, `session`,
  /// `out` and what `command` views must outlive the run.
  override_run(override_matcher::found_block found, script::variables captures,
               const parser::command_view* command, session_data& session, outbox& out);

  [[nodiscard]] run_need step();

  /// Where the step stands that step() took last: "FILE:LINE".
  [[nodiscard]] std::string place() const;
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] std::chrono::milliseconds duration() const noexcept { return duration_; }
  [[nodiscard]] const script::start_tls_step& tls_how() const noexcept { return tls_how_; }
  /// How to answer. Valid as long as the script.
  [[nodiscard]] const script::answer_step* answer_how() const noexcept { return answer_how_; }
  [[nodiscard]] std::unique_ptr<reply_body> take_body() noexcept { return std::move(body_); }
  [[nodiscard]] const std::optional<parser::command_view>& command() const noexcept { return command_; }

  /// The status that was said first begins with +OK: how the command was answered.
  [[nodiscard]] bool said_ok() const noexcept { return first_said_ == "+OK"; }
  /// The reference server has spoken in place of the block, if that said nothing before.
  void note_answer(bool ok);

 private:
  /// A block under way, and how often it is still to run.
  struct frame {
    const script::block* steps = nullptr;
    std::size_t at = 0;
    std::uint64_t rounds_left = 0;
    const script::for_step* loop = nullptr;
    std::uint64_t round = 0;  // loop: the next value's index, or message-number
    bool cuts = false;        // what it says is cut into segments
    const script::repeat_step* until_closed = nullptr;
    std::uint64_t said_before = 0;  // until_closed: said() when the loop began, and when the round did
    std::uint64_t said_by_round = 0;
  };

  [[nodiscard]] run_need take(const script::step& s);
  [[nodiscard]] run_need take_line(const script::line_step& line);
  [[nodiscard]] run_need take_message(const script::message_step& message);
  [[nodiscard]] run_need take_cut(const script::cut_step& cut);
  [[nodiscard]] bool goes_on(frame& f) const;
  [[nodiscard]] run_need take_drop_action(const script::drop_step& action);
  [[nodiscard]] run_need fail(std::string why);

  [[nodiscard]] bool begin_next_round(frame& f);
  void describe_message(std::uint64_t number);
  void refresh_totals();
  [[nodiscard]] std::optional<std::string> text_of(const script::pattern& p);
  [[nodiscard]] std::optional<std::uint64_t> resolve(const script::number_or_use& number);
  void say(std::string_view octets);

  session_data& session_;
  outbox& out_;
  std::optional<parser::command_view> command_;
  script::variables variables_;
  std::vector<frame> frames_;
  std::string first_said_;
  std::string text_;
  const script::script& of_;
  script::location where_;
  std::chrono::milliseconds duration_{};
  script::start_tls_step tls_how_;
  const script::answer_step* answer_how_ = nullptr;
  std::uint64_t said_ = 0;          // octets
  std::uint64_t silent_steps_ = 0;  // in a row
  std::unique_ptr<reply_body> body_;
};

}  // namespace popquiz::mockserver
