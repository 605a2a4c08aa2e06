#pragma once

#include "message_extent.hpp"
#include "play_frames.hpp"
#include "play_session.hpp"
#include "play_text.hpp"

#include <popquiz/parser/timestamp.hpp>
#include <popquiz/script/player.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {

/// The player: runs one step at a time. A step that needs something of the network names an action and
/// is run again from its beginning when the action has ended; all that it must remember meanwhile
/// lies in its session, in `phase_` and in `raw_at_`.
class player::impl {
 public:
  impl(const script& s, const maildrop_facts& facts, player_settings settings);
  [[nodiscard]] player_action resume(sansio::io_result last, sansio::time_point now);

  [[nodiscard]] const play_result& result() const noexcept { return result_; }
  [[nodiscard]] const transcript& conversation() const noexcept { return transcript_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  enum class progress : std::uint8_t {
    finished,  ///< go on behind it
    again,     ///< run the step again at once, after what it said is out
    act,       ///< run it again when action_ has ended
    stopped,   ///< result_ has a verdict
  };
  enum class in_flight : std::uint8_t { none, connect, read, write, handshake, wait, close };

  // player.cpp: actions and how they end
  void learn_secrets();
  void settle(sansio::io_result last);
  void settle_connect(play_session& s, sansio::io_status status);
  void settle_read(play_session& s, sansio::io_result last);
  void settle_write(play_session& s, sansio::io_status status);
  void settle_handshake(play_session& s, sansio::io_status status);
  void refuse_tls(std::string_view came);
  void settle_close(play_session& s);
  [[nodiscard]] player_action act(std::size_t session, in_flight what, sansio::next_action action);
  [[nodiscard]] std::optional<player_action> next_output();
  void queue_output(std::size_t session, std::vector<std::string> segments);
  progress read_until(sansio::time_point deadline);
  [[nodiscard]] bool take_timeout() noexcept;

  // player_steps.cpp: which step, and those that say something or move on
  [[nodiscard]] bool next_step();
  progress finish();
  progress run();
  progress run(const line_step& s);
  progress run(const message_step& s);
  progress run(const login_step& s);
  progress run(const expect_nothing_step& s);
  progress run(const expect_close_step& s);
  progress run(const close_step& s);
  progress run(const wait_step& s);
  progress run(const session_step& s);
  progress run(const together_step& s);
  progress run(const cut_step& s);
  progress run(const for_step& s);
  progress run(const repeat_step& s);
  progress run(const if_step& s);
  progress run(const start_tls_step& s);
  progress run(const check_step& s);
  progress run(const distinct_step& s);
  progress run(const remember_step& s);
  progress run(const check_body_step& s);
  progress run(const check_lines_step& s);
  progress run(const check_tags_step& s);
  progress run(const differ_step& s);
  progress run(const check_text_step& s);
  progress run(const let_step& s);
  progress run_override();
  void begin_round(const play_frame& frame);
  void select(std::size_t session);
  [[nodiscard]] play_session& session() { return sessions_[session_]; }
  progress make_ready();
  progress say(std::string_view octets);
  progress hear_login_reply(const login_step& s, std::string_view expected);

  // player_expectations.cpp: what is heard
  progress next_status(std::string_view expected);
  progress hear_greeting();
  void learn_greeting();
  progress hear_status(const line_step& s);
  progress hear_raw(const line_step& s);
  progress hear_body_line(const line_step& s);
  progress find_body(std::string_view expected);
  progress next_line(std::string_view expected, std::optional<std::string_view>& line);
  progress read_body(std::string_view expected);
  progress pull_body(std::string_view expected);
  progress wait_for_octets(std::string_view expected);
  progress check_deviations(bool in_body);

  // player_checks.cpp: what is computed
  struct sum {
    std::uint64_t plus = 0;
    std::uint64_t minus = 0;
  };
  [[nodiscard]] std::optional<sum> evaluate(const expression& e);
  [[nodiscard]] std::optional<std::uint64_t> evaluate(const term& t);
  [[nodiscard]] std::optional<std::uint64_t> sum_of_column(std::uint64_t column);
  [[nodiscard]] std::optional<std::uint64_t> octets_of_maildrop();
  [[nodiscard]] std::optional<std::string> difference_of_lines(const check_lines_step& step);
  // player_texts.cpp: texts that are made of others
  [[nodiscard]] std::optional<std::string> make(const let_step& step, std::string text) const;
  const std::string* remembered(std::string_view name);
  [[nodiscard]] std::optional<std::uint64_t> number_of(const number_or_use& n);
  [[nodiscard]] const std::string* text_of(std::string_view name);

  // player_verdicts.cpp
  progress mismatch(std::string_view expected, std::string_view came);
  /// The body is not what `expected` names: both lines where they part.
  progress mismatch_of_body(std::string_view expected, const body_difference& differs);
  progress abort(std::string_view reason);
  progress abort_unknown(const pattern& p);
  /// `what` of the maildrop is not known.
  progress abort_without_mail_facts(std::string_view what);
  [[nodiscard]] std::string printed(const line_step& s) const { return shown_step(s, vars_, transcript_); }
  [[nodiscard]] std::string came_and_then(std::string_view event);
  [[nodiscard]] std::string show(std::string_view octets) const { return transcript_.printable(octets); }

  // player_end.cpp
  [[nodiscard]] std::optional<player_action> clean_up();
  [[nodiscard]] bool may_quit(play_session& s) const;

  const script* script_;
  const maildrop_facts* facts_;
  player_settings settings_;
  play_result result_;
  transcript transcript_;
  std::vector<std::string> names_;
  std::vector<play_session> sessions_;
  variables vars_;
  std::set<std::string, std::less<>> proofs_;  ///< names of texts that are made with the password
  std::map<std::string, std::string, std::less<>> bodies_;

  play_frames frames_;
  std::size_t session_ = 0;
  const step* step_ = nullptr;
  location where_;  ///< of the last step
  unsigned phase_ = 0;
  std::size_t raw_at_ = 0;
  std::string together_;
  std::optional<player_action> action_;

  sansio::time_point now_;
  sansio::time_point patience_;  ///< until when to wait for what is expected
  sansio::time_point deadline_;  ///< of `expect nothing`
  in_flight in_flight_ = in_flight::none;
  std::size_t acting_ = 0;  ///< the session of the action in flight
  bool timed_out_ = false;
  bool abortive_ = false;

  struct {
    std::size_t session = 0;
    std::vector<std::string> segments;
    std::size_t next = 0;
    bool paused = false;
    std::string_view piece;
  } output_;

  std::size_t ending_ = 0;  ///< the session being ended
  bool goodbye_ = false;    ///< its end has begun
  bool listen_ = false;     ///< it is read to its end
  sansio::time_point goodbye_until_;
  bool done_ = false;
};

/// The sessions a script names, in the order it uses them.
[[nodiscard]] std::vector<std::string> session_names(const block& steps);

}  // namespace popquiz::script
