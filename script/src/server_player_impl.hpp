#pragma once

#include "play_frames.hpp"

#include <popquiz/sansio/read_buffer.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/recorder.hpp>
#include <popquiz/script/server_player.hpp>
#include <popquiz/script/transcript.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {

/// As in the client's player a step that needs something of the network names an action and is run again
/// when that has ended. Whatever was said and heard goes through a recorder: it knows what is a secret.
class server_player::impl {
 public:
  impl(const script& s, server_play_settings settings);
  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now);

  [[nodiscard]] const play_result& result() const noexcept { return result_; }
  [[nodiscard]] std::vector<std::string> context() const { return {context_.begin(), context_.end()}; }

 private:
  enum class progress : std::uint8_t {
    finished,  ///< go on behind it
    again,     ///< run it again at once, after what was said is out
    act,       ///< run it again when action_ has ended
    stopped,   ///< result_ has a verdict
  };
  enum class in_flight : std::uint8_t { none, read, write, handshake, wait, close };

  void settle(sansio::io_result last);
  void settle_failure(in_flight what, sansio::io_status status);
  [[nodiscard]] std::optional<sansio::next_action> next_output();
  [[nodiscard]] sansio::next_action close();
  progress act(in_flight what, sansio::next_action action);
  progress read_until(sansio::time_point deadline);
  /// All that was said is out.
  progress flush();

  [[nodiscard]] bool next_step();
  progress run();
  progress run(const line_step& s);
  progress run(const start_tls_step& s);
  progress run(const close_step& s);
  progress run(const expect_close_step& s);
  progress pause(milliseconds duration);
  progress enter(const block& body, std::uint64_t rounds);
  progress end_of_script();
  progress hear_last_words();

  progress say(const line_step& s);
  progress hear_line(const line_step& s);
  progress hear_raw(const line_step& s);
  progress hear_more(const line_step& s);

  void note_heard(std::size_t octets);
  void note(std::string_view lines);
  /// What lies unheard, as a script would have it: the line with the octet at `difference` of it.
  [[nodiscard]] std::string take_unheard(std::size_t difference = 0);
  progress mismatch(std::string expected, std::string came);
  progress abort(std::string reason);
  [[nodiscard]] std::string shown(const line_step& s) const;

  server_play_settings settings_;
  play_result result_;
  std::deque<std::string> context_;
  std::string last_lines_;  ///< what the recorder wrote last
  recorder recorder_;
  transcript printer_;

  play_frames frames_;
  variables vars_;
  const step* step_ = nullptr;
  location where_;
  unsigned phase_ = 0;
  std::size_t raw_at_ = 0;

  sansio::read_buffer buffer_;
  std::string said_;  ///< not yet in segments_
  std::vector<std::string> segments_;
  std::size_t next_segment_ = 0;
  bool paused_ = false;
  std::string_view piece_;

  sansio::time_point now_;
  sansio::time_point patience_;
  std::optional<sansio::next_action> action_;
  in_flight in_flight_ = in_flight::none;
  bool timed_out_ = false;
  bool ended_ = false;  ///< by the client
  bool abortive_ = false;
  bool closed_ = false;
};

}  // namespace popquiz::script
