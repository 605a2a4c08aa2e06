#pragma once

#include "fetch/transfer_text.hpp"
#include "progress.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// What is told on standard error besides complaints.
enum class talk : std::uint8_t {
  quiet,    ///< nothing
  normal,   ///< the moving line on a terminal; a summary at the end
  verbose,  ///< a line a message as well
};

/// Tells how a transfer goes. On a terminal one moving line, drawn 10 times a second at most and never wider
/// than the terminal; elsewhere plain lines only. Calls are cheap: between two drawings a few additions.
class transfer_progress {
 public:
  using clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds redraw_interval{100};

  /// `file`: where it is told; by default standard error.
  explicit transfer_progress(talk how);
  transfer_progress(talk how, int file);

  /// An account's turn begins; totals as announced, nothing: unknown.
  void begin(std::string account, std::optional<std::uint64_t> messages, std::optional<std::uint64_t> octets,
             clock::time_point now);
  /// Message `number` begins; `octets` as announced, 0: unknown.
  void message_begins(std::uint64_t number, std::uint64_t octets, clock::time_point now);
  /// More of it has come.
  void received(std::uint64_t octets, clock::time_point now);
  /// It is over; `fate`: "delivered", "too large, skipped". Counted when `done`.
  void message_ends(bool done, std::string_view fate, clock::time_point now);
  /// The account's turn ends: takes the line away and tells the summary.
  void end(clock::time_point now);

  /// Takes the line away, so that something else can be printed; it comes back with the next drawing.
  void clear() { line_.clear(); }

  [[nodiscard]] const transfer_state& state() const noexcept { return state_; }

 private:
  void draw(clock::time_point now);
  void at(clock::time_point now);

  talk how_;
  progress line_;
  transfer_state state_;
  clock::time_point began_;
  std::optional<clock::time_point> drawn_;
  std::uint64_t message_octets_ = 0;
};

}  // namespace popquiz::cli
