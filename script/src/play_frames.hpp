#pragma once

#include <popquiz/script/script.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script {

/// Why a play is broken off that has gone so many steps without asking anything of the network.
[[nodiscard]] std::string silence_of(std::uint64_t steps);

/// A block that is being played.
struct play_frame {
  const block* steps = nullptr;
  const step* owner = nullptr;  ///< the step whose block it is; null at the top level
  std::size_t session = 0;      ///< the session to go back to behind the block, or for its next round
  std::size_t at = 0;           ///< the next step
  std::uint64_t round = 0;
  std::uint64_t rounds = 1;
  bool said = false;  ///< something was said in this round
};

/// The blocks within blocks that are being played: which step is next, in which round of which loop.
class play_frames {
 public:
  explicit play_frames(const block& top);

  /// The next step of the innermost block; nullptr when it has no more.
  [[nodiscard]] const step* next();
  [[nodiscard]] bool empty() const noexcept { return frames_.empty(); }
  [[nodiscard]] play_frame& top() noexcept { return frames_.back(); }
  void enter(const step& owner, const block& steps, std::size_t session, std::uint64_t rounds);
  void leave() { frames_.pop_back(); }
  /// Of the innermost block, which has no step more. False: that was its last round.
  [[nodiscard]] bool begin_next_round() noexcept;

  /// The innermost `cut` whose block is being played; nullptr without one.
  [[nodiscard]] play_frame* cut() noexcept;
  /// What is said, in the segments that this `cut` makes of it; whole without one.
  [[nodiscard]] std::vector<std::string> cut_up(std::string_view octets);
  /// Whether what is said is being gathered by `together`.
  [[nodiscard]] bool in_together() const noexcept;

 private:
  std::vector<play_frame> frames_;
};

}  // namespace popquiz::script
