#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace popquiz::fuzz_wire {

/// What the processes of a campaign share: a mapping that a child process inherits. Zeros are a valid
/// beginning.
class campaign_board {
 public:
  std::atomic<bool> stop;  ///< set by the supervisor; engines end behind the execution under way
  std::atomic<std::uint64_t> executions;
  std::atomic<std::uint64_t> states;
  std::atomic<std::uint64_t> transitions;
  std::atomic<std::uint64_t> features;  ///< of the peer's behaviour, seen at least once
  std::atomic<std::uint64_t> edges;     ///< of an instrumented target
  std::atomic<std::uint64_t> failures;
  std::atomic<std::uint64_t> differences;
  std::atomic<std::uint64_t> unrepeated;  ///< seen once, not again: told by number only
  std::atomic<std::uint64_t> restarts;
  std::atomic<std::uint64_t> withheld;  ///< turns that could have deleted mail

  void note_state(unsigned number) { note(states_, number % states_.size(), states); }
  void note_transition(std::uint64_t hash) { note(transitions_, hash % transitions_.size(), transitions); }
  void note_feature(std::uint64_t hash) { note(features_, hash % features_.size(), features); }
  void note_edge(std::size_t number) { note(edges_, number % edges_.size(), edges); }
  /// True for the first process that asks; false, too, when there are too many.
  [[nodiscard]] bool claim(std::uint64_t key);

  /// Why an engine could not go on; the first one stays.
  void give_up(std::string_view why);
  [[nodiscard]] std::string_view why() const;

 private:
  template <std::size_t N>
  using marks = std::array<std::atomic<std::uint8_t>, N>;
  template <class Marks>
  static void note(Marks& in, std::size_t at, std::atomic<std::uint64_t>& count) {
    if (in[at].load(std::memory_order_relaxed) == 0 && in[at].exchange(1) == 0) {
      ++count;
    }
  }

  marks<64> states_;
  marks<65'536> transitions_;
  marks<65'536> features_;
  marks<65'536> edges_;
  std::array<std::atomic<std::uint64_t>, 4096> claims_;
  std::atomic<bool> has_why_;
  std::atomic<bool> why_is_whole_;
  std::array<char, 512> why_;
};

/// A new board, of zeros; null when there is no memory.
struct board_unmapper {
  void operator()(campaign_board* board) const noexcept;
};
using shared_board = std::unique_ptr<campaign_board, board_unmapper>;
[[nodiscard]] shared_board make_board();

}  // namespace popquiz::fuzz_wire
