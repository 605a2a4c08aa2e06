#pragma once

#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/parse.hpp>
#include <popquiz/script/play_result.hpp>
#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::script {

/// The first step that a server_player can't play, or nothing: one of the client's role, or something to say
/// that only matches.
[[nodiscard]] std::optional<script_error> find_unplayable_by_server(const script& s);

struct server_play_settings {
  std::chrono::milliseconds patience{60'000};  ///< to wait for anything the client is to say or to take
  std::chrono::milliseconds last_words{500};  ///< behind the last step, to wait for what is not in the script
  std::chrono::milliseconds segment_pause{1};     ///< between the segments of a cut, so that they stay apart
  std::uint64_t silent_steps_limit = 10'000'000;  ///< in a row that ask nothing of the network; more: aborted
};

/// Plays the server's side of a recording against a client, sans-I/O: says each `S` step, hears each `C`
/// step.
///
/// A `C:` is the whole line, octet for octet but for its placeholders; {secret NAME} stands for whatever the
/// client makes of its secret. `expect nothing` and `wait` let time pass, `start-tls` shakes hands as a
/// server. At `close`, `reset` or the end of the script the client may have nothing more to say: it has
/// `last_words` to end the connection itself, then the server does. What is said leaves together as far as
/// the script hears nothing in between. The first difference ends the play, and the connection.
///
/// Memory: a line and 64 KiB of what is to be said, and `context_lines` of the conversation.
class server_player final : public sansio::any_machine {
 public:
  /// A line of the client has no more octets, CRLF left out.
  static constexpr std::size_t line_limit = 65'536;
  static constexpr std::size_t context_lines = 20;

  /// `s` must outlive the player. Precondition: find_unplayable_by_server(s) finds nothing; such a step
  /// aborts the play.
  server_player(const script& s, server_play_settings settings);
  ~server_player() override;
  server_player(const server_player&) = delete;
  server_player& operator=(const server_player&) = delete;

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;

  /// Running until there is a verdict; final from then on, though the connection is still to be closed.
  [[nodiscard]] const play_result& result() const noexcept;
  /// The last lines before the difference, as a script has them, shortened; no secret is in them.
  [[nodiscard]] std::vector<std::string> context() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace popquiz::script
