#include "change_guard.hpp"

namespace popquiz::fuzz_wire {
namespace {

/// How many letters of `word` the text ends with once `letter` stands behind it; no word here overlaps itself
/// in more than its first letter.
unsigned follow(std::string_view word, unsigned matched, char letter) {
  return word[matched] == letter ? matched + 1 : word[0] == letter ? 1U : 0U;
}

}  // namespace

bool change_guard::may_say(std::string_view octets) {
  constexpr std::string_view dele = "DELE";
  constexpr std::string_view quit = "QUIT";
  change_guard behind = *this;
  for (const char octet : octets) {
    const bool is_lower = octet >= 'a' && octet <= 'z';
    const char letter = is_lower ? static_cast<char>(octet - 'a' + 'A') : octet;
    if (letter < 'A' || letter > 'Z') {
      continue;
    }
    behind.dele_letters_ = follow(dele, behind.dele_letters_, letter);
    behind.quit_letters_ = follow(quit, behind.quit_letters_, letter);
    if (behind.dele_letters_ == dele.size()) {
      behind.has_said_dele_ = true;
      behind.dele_letters_ = 0;
    }
    if (behind.quit_letters_ == quit.size()) {
      if (behind.has_said_dele_ && !allows_changes_) {
        return false;
      }
      behind.quit_letters_ = 0;
    }
  }
  *this = behind;
  return true;
}

}  // namespace popquiz::fuzz_wire
