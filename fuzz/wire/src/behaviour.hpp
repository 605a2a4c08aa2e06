#pragma once

#include "campaign_board.hpp"
#include "engine.hpp"
#include "session_run.hpp"

#include <popquiz/fuzz_wire/finding.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace popquiz::fuzz_wire {

/// Counts kinds of behaviour, each by a text that is never shown.
class behaviour_counter {
 public:
  explicit behaviour_counter(campaign_board& board) : board_(board) {}

  template <class... Args>
  void note(fmt::format_string<Args...> format, Args&&... args) {
    const std::uint64_t hash = hash_of(fmt::format(format, std::forward<Args>(args)...));
    count_behaviour(hash);
    board_.note_feature(hash);
  }

 private:
  campaign_board& board_;
};

/// How long something took, coarsely: what else runs on the machine must not look new.
[[nodiscard]] unsigned time_class(std::chrono::microseconds time);
/// The first words of a text that have small letters only.
[[nodiscard]] std::string first_words(std::string_view text, std::size_t count);

/// Counts what a server did in a session, for the engine and for the board: state x command x class of reply
/// x response code x what was noticed of the octets x how long it took; what followed on what; and its texts,
/// without numbers and what it only repeats.
void count_session(const plan& what, const session_record& record, campaign_board& board);

}  // namespace popquiz::fuzz_wire
